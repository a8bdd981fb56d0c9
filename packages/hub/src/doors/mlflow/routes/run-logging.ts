import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { LOGGED_MODELS_TAG, paramRecords } from '../runs/run-records.ts'
import type { LoggedPoint } from '../runs/run-journal.ts'
import type { ModelMetricState, StateChange } from '../state/mlflow-state.ts'
import { asList, asObject, asText, parsed, type Loose } from '../../otlp/loose.ts'
import { checkBatchLimit, checkLength, checkName, checkRunId, cut, LIMITS } from '../wire/checks.ts'
import { asTexts, own, readKeyValues, type Texts } from '../wire/key-values.ts'
import { invalidParameter } from '../wire/mlflow-error.ts'
import { pythonJson } from '../wire/python-json.ts'
import { asDouble, asInteger, invalidValue, wrongKind } from '../wire/read-fields.ts'
import { checkTag, findActiveRun, setTags } from './runs.ts'

// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function runLoggingRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    writes: {
      'POST runs/log-metric': ({ fields }) => {
        const given = fields({
          run_id: 'text!',
          key: 'text!',
          value: 'double!',
          timestamp: 'integer!',
          step: 'integer',
          model_id: 'text',
          dataset_name: 'text',
          dataset_digest: 'text',
        })
        const point = readPoint(given, '')
        const { id } = findActiveRun(door, given.run_id)
        logPoints(door, id, [point])
        return {}
      },
      'POST runs/log-parameter': ({ fields }) => {
        const { run_id: given, key, value = '' } = fields({ run_id: 'text!', key: 'text!', value: 'text' })
        const text = checkParam(key, value, '')
        const { id, run } = findActiveRun(door, given)
        const old = own(run.params, key)
        if (old !== undefined && old !== text)
          throw invalidParameter(
            `Changing param values is not allowed. Param with key='${key}' was already logged with value='${old}' for run ID='${id}'. Attempted logging new value '${text}'.`,
          )
        logParams(door, id, { [key]: text })
        return {}
      },
      'POST runs/log-batch': ({ fields }) =>
        logBatch(door, fields({ run_id: 'text!', metrics: 'list', params: 'list', tags: 'list' })),
      'POST runs/log-model': ({ fields }) => logModel(door, fields({ run_id: 'text!', model_json: 'text!' })),
    },
  }
}

interface Batch {
  run_id: string
  metrics?: unknown[] | undefined
  params?: unknown[] | undefined
  tags?: unknown[] | undefined
}

/** Nothing of a batch is kept when a part of it is refused. */
function logBatch(door: MlflowDoor, { run_id: given, metrics = [], params = [], tags = [] }: Batch): object {
  const points = metrics.map((metric, index) => readBatchPoint(asObject(metric), index, metrics))
  const texts = readKeyValues(params, 'params').map(({ key, value }, index) => ({
    key,
    value: checkParam(key, value, `params[${index}]`),
  }))
  const labels = readKeyValues(tags, 'tags').map(({ key, value }, index) => ({
    key,
    value: checkTag(key, value, `tags[${index}]`),
  }))
  checkRunId(given)
  checkBatchLimit('metrics', LIMITS.metrics, points.length)
  checkBatchLimit('params', LIMITS.paramsOrTags, texts.length)
  checkBatchLimit('tags', LIMITS.paramsOrTags, labels.length)
  checkBatchLimit('metrics, params, and tags', LIMITS.together, points.length + texts.length + labels.length)
  refuseDuplicates(texts.map(({ key }) => key))
  const { id, run } = findActiveRun(door, given)
  refuseChanged(run.params, texts, id)
  logParams(door, id, asTexts(texts))
  logPoints(door, id, points)
  if (labels.length > 0) setTags(door, id, asTexts(labels))
  return {}
}

function readBatchPoint(metric: Loose, index: number, metrics: readonly unknown[]): LoggedPoint {
  const path = `metrics[${index}]`
  for (const name of ['key', 'value', 'timestamp']) {
    const found = metric[name]
    if (found === undefined || found === null || found === '')
      throw invalidParameter(
        `Missing value for required parameter '${path}.${name}'. See the API docs for more information about request parameters.`,
      )
  }
  const key = asText(metric['key'])
  const value = asDouble(metric['value'])
  const timestamp = asInteger(metric['timestamp'])
  const step = asInteger(metric['step'] ?? 0)
  if (key === undefined || value === undefined || timestamp === undefined || step === undefined)
    throw wrongKind('metrics', metrics)
  return readPoint({ ...metric, key, value, timestamp, step }, path)
}

interface GivenPoint extends Loose {
  key: string
  value: number
  timestamp: number
  step?: number | undefined
}

const ABOUT = ['model_id', 'dataset_name', 'dataset_digest'] as const

function readPoint({ key, value, timestamp, step = 0, ...rest }: GivenPoint, path: string): LoggedPoint {
  const place = (name: string): string => (path === '' ? name : `${path}.${name}`)
  checkName(key, place('name'))
  if (timestamp < 0)
    throw invalidParameter(
      invalidValue(
        place('timestamp'),
        timestamp,
        `metric '${key}' (value=${value}). Timestamp must be a nonnegative long (64-bit integer) `,
      ),
    )
  checkLength('Metric name', LIMITS.key, key)
  const about: Texts = {}
  for (const name of ABOUT) {
    const text = asText(rest[name])
    if (text) about[name] = text
  }
  return { key, value, timestamp, step, ...(Object.keys(about).length > 0 && { about }) }
}

function checkParam(key: string, value: string, path: string): string {
  checkName(key, path === '' ? 'key' : `${path}.key`)
  checkLength('Param key', LIMITS.key, key)
  return cut(value, LIMITS.paramValue)
}

function refuseDuplicates(keys: readonly string[]): void {
  const twice = keys.filter((key, index) => keys.indexOf(key) < index)
  if (twice.length > 0)
    throw invalidParameter(
      `Duplicate parameter keys have been submitted: ['${twice.join("', '")}']. Please ensure the request contains only one param value per param key.`,
    )
}

function refuseChanged(present: Texts, params: readonly { key: string; value: string }[], id: string): void {
  const changed = params.filter(({ key, value }) => (own(present, key) ?? value) !== value)
  if (changed.length === 0) return
  const list = changed.map(
    ({ key, value }) => `{'key': '${key}', 'old_value': '${own(present, key)}', 'new_value': '${value}'}`,
  )
  throw invalidParameter(
    `Changing param values is not allowed. Params were already logged='[${list.join(', ')}]' for run ID='${id}'.`,
  )
}

export function logParams(door: MlflowDoor, id: string, params: Texts): void {
  const present = door.state.runs[id]!.params
  const added = Object.fromEntries(Object.entries(params).filter(([key]) => own(present, key) === undefined))
  if (Object.keys(added).length === 0) return
  door.runs.write(id, journal => journal.records(paramRecords(added, door.now)))
  door.change({ runs: { [id]: { params: added } } })
}

function logPoints(door: MlflowDoor, id: string, points: readonly LoggedPoint[]): void {
  if (points.length === 0) return
  door.runs.write(id, journal => journal.points(points))
  const change = modelMetrics(door, id, points)
  if (change !== undefined) door.change(change)
}

/** What points say of logged models: each has its latest by metric, run and dataset. */
function modelMetrics({ state }: MlflowDoor, run: string, points: readonly LoggedPoint[]): StateChange | undefined {
  const loggedModels: NonNullable<StateChange['loggedModels']> = {}
  for (const { key, value, timestamp, step, about } of points) {
    const model = about?.['model_id']
    if (model === undefined || own(state.loggedModels, model) === undefined) continue
    const datasetName = about?.['dataset_name'] ?? ''
    const datasetDigest = about?.['dataset_digest'] ?? ''
    const place = JSON.stringify([key, run, datasetName, datasetDigest])
    const known = own(loggedModels[model]?.metrics, place) ?? own(state.loggedModels[model]!.metrics, place)
    if (known !== undefined && isLater(known, timestamp, step)) continue
    loggedModels[model] ??= { metrics: {} }
    loggedModels[model].metrics![place] = { key, value, timestamp, step, run, datasetName, datasetDigest }
  }
  return Object.keys(loggedModels).length > 0 ? { loggedModels } : undefined
}

function isLater(known: ModelMetricState, timestamp: number, step: number): boolean {
  return known.timestamp > timestamp || (known.timestamp === timestamp && known.step > step)
}

const MODEL_MEMBERS = ['artifact_path', 'flavors', 'utc_time_created', 'run_id']
const KEPT_MEMBERS = ['run_id', 'utc_time_created', 'artifact_path', 'model_uuid']

/** Clients before 3.0 tell of a model by this; what they told is a tag. */
function logModel(
  door: MlflowDoor,
  { run_id: given, model_json: text }: { run_id: string; model_json: string },
): object {
  const model = parsedModel(text)
  const missing = MODEL_MEMBERS.filter(name => !Object.hasOwn(model, name))
  if (missing.length > 0) throw invalidParameter(`Model json is missing mandatory fields: {'${missing.join("', '")}'}`)
  const { id, run } = findActiveRun(door, given)
  const history = asList(parsed(own(run.tags, LOGGED_MODELS_TAG)))
  const kept = Object.fromEntries(Object.entries(model).filter(([name]) => KEPT_MEMBERS.includes(name)))
  const value = pythonJson([...history, { ...kept, flavors: flavorsOf(model['flavors']) }])
  // not cut: a part of a list is none
  setTags(door, id, { [LOGGED_MODELS_TAG]: value })
  return {}
}

function parsedModel(text: string): Loose {
  try {
    return asObject(JSON.parse(text))
  } catch {
    throw invalidParameter(`Malformed model info. \n ${text.slice(0, 500)} \n is not a valid JSON.`)
  }
}

function flavorsOf(flavors: unknown): Loose {
  return Object.fromEntries(
    Object.entries(asObject(flavors)).map(([name, flavor]) => {
      const members = Object.entries(asObject(flavor)).filter(([member]) => member !== 'config')
      return [name, Object.fromEntries(members)]
    }),
  )
}
