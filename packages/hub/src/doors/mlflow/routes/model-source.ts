import type { MlflowDoor } from '../mlflow-door.ts'
import type { ModelVersionState } from '../state/mlflow-state.ts'
import { own } from '../wire/key-values.ts'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { findLoggedModel } from '../find/logged-model.ts'
import { findVersion, latestVersions } from '../find/model-version.ts'
import { findModel, readStage } from '../find/registered-model.ts'

type Place = Pick<ModelVersionState, 'source' | 'storage' | 'run' | 'model'>

export interface GivenSource {
  source: string
  run_id?: string | undefined
  model_id?: string | undefined
}

/** Where a model version's files are, and whose they are. The hub opens none of these addresses; they are told to clients. */
export function resolveSource(door: MlflowDoor, given: GivenSource, isPrompt: boolean): Place {
  const { source, run_id: run = '', model_id: model = '' } = given
  const place = { source, storage: source, run, model }
  if (isPrompt) return place
  refuseLocal(source, model === '' ? 'run_id' : 'model_id')
  refuseRelative(source)
  if (source.startsWith('models:')) return fromModels(door, place)
  return model === '' ? place : { ...place, run: run || findLoggedModel(door, model).model.sourceRun }
}

/** `models:/m-…` is a logged model; `models:/name/3`, `models:/name/Staging` and `models:/name@alias` are versions. */
function fromModels(door: MlflowDoor, place: Place): Place {
  const { source, run, model } = place
  const [, name = '', alias, selector] = /^models:\/([^/@]+)(?:@([^/]+)|\/([^/]+))?$/.exec(source) ?? []
  if (name === '') throw unknownSource(source)
  if (alias === undefined && selector === undefined) {
    const found = findLoggedModel(door, name)
    return { ...place, storage: found.model.artifactUri, run: run || found.model.sourceRun }
  }
  const { version, state } = versionOf(door, name, alias, selector)
  return {
    source: `models:/${name}/${version}`,
    storage: state.storage,
    run: run || state.run,
    model: model || state.model,
  }
}

function versionOf(
  door: MlflowDoor,
  given: string,
  alias: string | undefined,
  selector = '',
): { version: string; state: ModelVersionState } {
  const { name, model } = findModel(door, given)
  if (alias !== undefined) {
    const version = own(model.aliases, alias)
    if (version === undefined) throw invalidParameter(`Registered model alias ${alias} not found.`)
    return findVersion(door, name, String(version))
  }
  if (/^\d+$/.test(selector)) return findVersion(door, name, selector)
  const stage = selector.toLowerCase() === 'latest' ? undefined : readStage(selector)
  const [version, state] = latestVersions(model).find(entry => stage === undefined || entry[1].stage === stage) ?? []
  if (version === undefined || state === undefined) throw unknownSource(`models:/${name}/${selector}`)
  return { version, state }
}

function refuseLocal(source: string, owner: string): void {
  const isLocal = !/^[a-z][\w+.-]*:/i.test(source) || /^file:/i.test(source)
  if (!isLocal) return
  throw invalidParameter(
    `Invalid model version source: '${source}'. To use a local path as a model version source, the ${owner} request parameter has to be specified and the local path has to be contained within the artifact directory of the run specified by the ${owner}.`,
  )
}

// what is encoded more often than this is encoded to deceive
const MOST_DECODING = 10

function refuseRelative(source: string): void {
  let decoded = source
  for (let turn = 0; turn < MOST_DECODING; turn++) decoded = decodedOnce(decoded)
  const path = decoded.replace(/^[a-z][\w+.-]*:(?:\/\/[^/]*)?/i, '')
  const parts = path.replace(/\/+$/, '').split(/\/+/)
  if (parts.includes('..') || parts.includes('.') || decoded.includes('\0') || decodedOnce(decoded) !== decoded)
    throw invalidParameter(
      `Invalid model version source: '${source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`,
    )
}

function decodedOnce(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    return text
  }
}

function unknownSource(source: string): Error {
  return invalidParameter(
    `Invalid model version source: '${source}'. The model_id request parameter must identify the resource that contains the source.`,
  )
}
