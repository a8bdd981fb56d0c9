import { posix } from 'node:path'
import { invalidParameter } from './mlflow-error.ts'
import { invalidValue } from './read-fields.ts'

export const LIMITS = {
  key: 250,
  paramValue: 6000,
  tagValue: 8000,
  experimentName: 500,
  experimentTagValue: 20_000,
  registryTagValue: 100_000,
  alias: 255,
  metrics: 1000,
  paramsOrTags: 100,
  together: 1000,
  datasets: 1000,
  datasetName: 500,
  datasetDigest: 36,
  datasetSource: 65_535,
  datasetSchema: 1_048_575,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
} as const

const NAME = /^[/\p{L}\p{N}_.\- :]*$/u
const BAD_CHARACTER =
  'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).'

/** A key of a metric, a parameter or a tag. */
export function checkName(name: string, path: string): string {
  if (!NAME.test(name)) throw invalidParameter(invalidValue(path, name, BAD_CHARACTER))
  const resolved = normalized(name)
  if (resolved !== name || name === '.' || name.startsWith('..') || name.startsWith('/'))
    throw invalidParameter(invalidValue(path, name, badPath(resolved)))
  return name
}

function normalized(name: string): string {
  const path = posix.normalize(name)
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path
}

function badPath(resolved: string): string {
  return `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${resolved}'`
}

export function checkLength(what: string, limit: number, value: string): string {
  if (value.length <= limit) return value
  throw invalidParameter(`'${what}' exceeds the maximum length of ${limit} characters`)
}

/** Values of parameters and tags are cut, not refused. */
export function cut(value: string, limit: number): string {
  return value.slice(0, limit)
}

export function checkExperimentName(name: string): string {
  if (name === '') throw invalidParameter("Invalid experiment name: ''")
  return checkLength('name', LIMITS.experimentName, name)
}

/** Experiments are numbered. */
export function checkExperimentId(id: string): string {
  if (/^\d{1,18}$/.test(id)) return String(Number(id))
  throw invalidParameter(`Invalid experiment ID '${id.slice(0, 100)}'. Experiment ID must be a valid integer.`)
}

const RUN_ID = /^[a-zA-Z0-9][\w-]{0,255}$/

export function checkRunId(id: string): string {
  if (RUN_ID.test(id)) return id
  throw invalidParameter(`Invalid value ${JSON.stringify(id.slice(0, 300))} for parameter 'run_id' supplied.`)
}

export function checkModelName(name: string, field = 'name'): string {
  if (name.trim() === '') throw invalidParameter(`Missing value for required parameter '${field}'.`)
  if (/[/:]/.test(name)) throw invalidParameter(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`)
  const resolved = normalized(name)
  if (resolved !== name || name === '.' || name.startsWith('..'))
    throw invalidParameter(invalidValue(field, name, badPath(resolved)))
  return name
}

export function checkVersion(version: string): number {
  if (/^\s*[+-]?\d{1,15}\s*$/.test(version)) return Number(version)
  throw invalidParameter(`Parameter 'version' must be an integer, got '${version}'.`)
}

export function checkAlias(alias: string): string {
  if (alias === '') throw invalidParameter('Registered model alias name cannot be empty.')
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias))
    throw invalidParameter(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    )
  return checkLength('Registered model alias name', LIMITS.alias, alias)
}

export function checkNewAlias(alias: string): string {
  checkAlias(alias)
  if (alias.toLowerCase() === 'latest') throw invalidParameter("'latest' alias name (case insensitive) is reserved.")
  if (/^v\d+$/i.test(alias)) throw invalidParameter(`Version alias name '${alias}' is reserved.`)
  return alias
}

export function checkBatchLimit(what: string, limit: number, count: number): void {
  if (count <= limit) return
  throw invalidParameter(
    `A batch logging request can contain at most ${limit} ${what}. Got ${count} ${what}. Please split up ${what} across multiple requests and try again.`,
  )
}
