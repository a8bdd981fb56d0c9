import type { MlflowDoor } from '../mlflow-door.ts'
import type { MlflowRoutes } from '../mlflow-route.ts'
import { deletionRecord, openingRecords, RUN_NAME_TAG, tagRecords, tagRemoval } from '../runs/run-records.ts'
import { RUN_STATUSES, type Lifecycle, type RunState, type RunStatus } from '../state/mlflow-state.ts'
import { checkLength, checkName, cut, LIMITS } from '../wire/checks.ts'
import { asTexts, keyValues, own, readKeyValues, type Texts } from '../wire/key-values.ts'
import { invalidParameter, missingResource } from '../wire/mlflow-error.ts'
import { asInteger, doubleToJson, wrongKind } from '../wire/read-fields.ts'
import { checkActive, findExperiment } from '../find/experiment.ts'

// oxlint-disable-next-line max-lines-per-function -- a table: each route is a few lines that are read alone
export function runRoutes(door: MlflowDoor): MlflowRoutes {
  return {
    reads: {
      'GET runs/get': ({ fields }) => {
        const { id, run } = findRun(door, fields({ run_id: 'text!' }).run_id)
        return { run: runJson(door, id, run) }
      },
    },
    writes: {
      'POST runs/create': ({ fields }) =>
        createRun(
          door,
          fields({ experiment_id: 'text', user_id: 'text', run_name: 'text', start_time: 'integer', tags: 'list' }),
        ),
      'POST runs/update': ({ fields }) =>
        updateRun(door, fields({ run_id: 'text!', status: 'word', end_time: 'integer', run_name: 'text' })),
      'POST runs/delete': ({ fields }) => {
        const { id } = findRun(door, fields({ run_id: 'text!' }).run_id)
        return moveRun(door, id, 'deleted')
      },
      'POST runs/restore': ({ fields }) => {
        const { id } = findRun(door, fields({ run_id: 'text!' }).run_id)
        return moveRun(door, id, 'active')
      },
      'POST runs/set-tag': ({ fields }) => {
        const { run_id: given, key, value = '' } = fields({ run_id: 'text!', key: 'text!', value: 'text' })
        const tag = checkTag(key, value)
        const { id } = findActiveRun(door, given)
        setTags(door, id, { [key]: tag })
        return {}
      },
      'POST runs/delete-tag': ({ fields }) => {
        const { run_id: given, key } = fields({ run_id: 'text!', key: 'text!' })
        const { id, run } = findActiveRun(door, given)
        if (own(run.tags, key) === undefined) throw missingResource(`No tag with name: ${key} in run with id ${id}`)
        const tags = Object.fromEntries(Object.entries(run.tags).filter(([name]) => name !== key))
        door.runs.write(id, journal => journal.records(tagRemoval({ ...run, tags }, key, door.now)))
        door.change({}, [['runs', id, 'tags', key]])
        return {}
      },
    },
  }
}

export function findRun(door: MlflowDoor, id: string): { id: string; run: RunState } {
  const run = own(door.state.runs, id)
  if (run === undefined) throw missingResource(`Run with id=${id.slice(0, 300)} not found`)
  return { id, run }
}

export function findActiveRun(door: MlflowDoor, given: string): { id: string; run: RunState } {
  const found = findRun(door, given)
  const { stage } = found.run
  if (stage !== 'active')
    throw invalidParameter(`The run ${given} must be in the 'active' state. Current state is ${stage}.`)
  return found
}

export function runJson(door: MlflowDoor, id: string, run: RunState): object {
  const metrics = [...door.runs.latest(id).values()].map(metricJson)
  const datasets = Object.values(run.datasets).map(({ dataset, tags }) => ({ tags: keyValues(tags), dataset }))
  const modelInputs = Object.keys(run.modelInputs).map(model_id => ({ model_id }))
  const modelOutputs = Object.values(run.modelOutputs).map(({ model, step }) => ({ model_id: model, step }))
  return {
    info: runInfoJson(id, run),
    data: { metrics, params: keyValues(run.params), tags: keyValues(run.tags) },
    inputs: { dataset_inputs: datasets, model_inputs: modelInputs },
    outputs: { model_outputs: modelOutputs },
  }
}

export function metricJson({
  key,
  value,
  timestamp,
  step,
}: {
  key: string
  value: number
  timestamp: number
  step: number
}): object {
  return { key, value: doubleToJson(value), timestamp, step }
}

function runInfoJson(id: string, run: RunState): object {
  return {
    run_id: id,
    run_uuid: id,
    run_name: run.name,
    experiment_id: run.experiment,
    user_id: run.user,
    status: run.status,
    start_time: run.startTime,
    ...(run.endTime !== null && { end_time: run.endTime }),
    artifact_uri: run.artifactUri,
    lifecycle_stage: run.stage,
  }
}

/** A tag's value as it is kept: cut where it is too long. */
export function checkTag(key: string, value: string, path = ''): string {
  const place = path === '' ? 'key' : `${path}.key`
  checkName(key, place)
  checkLength(place, LIMITS.key, key)
  return cut(value, LIMITS.tagValue)
}

/** Sets tags of a run; its name is one of them. */
export function setTags(door: MlflowDoor, id: string, changed: Texts): void {
  const run = door.state.runs[id]!
  const name = own(changed, RUN_NAME_TAG) || run.name
  const after = { ...run, name, tags: { ...run.tags, ...changed } }
  door.runs.write(id, journal => journal.records(tagRecords(after, changed, door.now)))
  door.change({ runs: { [id]: { name, tags: changed } } })
}

/** Takes all runs of an experiment out of the lists, or brings them back. */
export function markRuns(door: MlflowDoor, experiment: string, stage: Lifecycle): void {
  for (const [id, run] of Object.entries(door.state.runs))
    if (run.experiment === experiment && run.stage !== stage) moveRun(door, id, stage)
}

function moveRun(door: MlflowDoor, id: string, stage: Lifecycle): object {
  door.runs.write(id, journal => journal.records([deletionRecord(stage === 'deleted', door.now)]))
  door.change({ runs: { [id]: { stage } } })
  return {}
}

interface NewRun {
  experiment_id?: string | undefined
  user_id?: string | undefined
  run_name?: string | undefined
  start_time?: number | undefined
  tags?: unknown[] | undefined
}

function newRun(): Pick<
  RunState,
  'status' | 'endTime' | 'stage' | 'params' | 'datasets' | 'modelInputs' | 'modelOutputs'
> {
  return {
    status: 'RUNNING',
    endTime: null,
    stage: 'active',
    params: {},
    datasets: {},
    modelInputs: {},
    modelOutputs: {},
  }
}

function createRun(door: MlflowDoor, given: NewRun): object {
  const { id: experiment, experiment: found } = findExperiment(door, given.experiment_id ?? '')
  checkActive(experiment, found)
  const pairs = readKeyValues(given.tags, 'tags')
  for (const [index, { key, value }] of pairs.entries()) checkTag(key, value, `tags[${index}]`)
  const tags = asTexts(pairs.map(({ key, value }) => ({ key, value: cut(value, LIMITS.tagValue) })))
  const name = nameOf(given.run_name ?? '', own(tags, RUN_NAME_TAG) ?? '', door)
  const id = door.parts.ids.hex(16)
  const run: RunState = {
    ...newRun(),
    experiment,
    name,
    user: given.user_id ?? '',
    startTime: given.start_time ?? 0,
    artifactUri: `${found.artifactLocation.replace(/\/$/, '')}/${id}/artifacts`,
    tags: { ...tags, [RUN_NAME_TAG]: name },
  }
  door.change({ runs: { [id]: run } })
  door.runs.write(id, journal => journal.records(openingRecords(run, door.now)))
  return { run: runJson(door, id, run) }
}

function nameOf(given: string, tag: string, { parts }: MlflowDoor): string {
  if (given !== '' && tag !== '' && given !== tag)
    throw invalidParameter(
      `Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values (run_name='${given}', mlflow.runName='${tag}').`,
    )
  return given || tag || parts.ids.runName()
}

function updateRun(
  door: MlflowDoor,
  given: {
    run_id: string
    status?: string | undefined
    end_time?: number | undefined
    run_name?: string | undefined
  },
): object {
  const { id, run } = findActiveRun(door, given.run_id)
  const status = given.status === undefined ? run.status : readStatus(given.status)
  const endTime = given.end_time ?? run.endTime
  if (given.run_name) setTags(door, id, { [RUN_NAME_TAG]: given.run_name })
  door.change({ runs: { [id]: { status, endTime } } })
  // its end is written with whatever is written, as long as it has one
  if (given.status !== undefined) door.runs.write(id, journal => journal.goOn())
  return { run_info: runInfoJson(id, door.state.runs[id]!) }
}

// by name, or by the number of the enumeration
function readStatus(given: string): RunStatus {
  const byNumber = [undefined, 'RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'][asInteger(given) ?? 0]
  const status = RUN_STATUSES.find(name => name === (byNumber ?? given))
  if (status === undefined) throw wrongKind('status', given)
  return status
}
