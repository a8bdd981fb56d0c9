import { createHash } from 'node:crypto'
import { MAIN_WRITER, type PlainObject, type SinkRun } from '@seetrain/core'
import { pause } from '../http/patient-request.ts'
import { orMissing, type MlflowConnection } from './mlflow-connection.ts'
import { MlflowRefusedError } from './mlflow-refused-error.ts'
import type { MlflowRun } from './run-values.ts'

/** The tag by which a run is found again. */
export const RUN_ID_TAG = 'seetrain.run_id'
const GROUP_TAG = 'seetrain.group_id'
/** How long a further process of a run waits for the main one to make it, and how often it looks. */
const LOOKS = 20
const LOOK_MS = 250

export interface Finder {
  connection: MlflowConnection
  run: Pick<SinkRun, 'open' | 'clock' | 'signal'>
  experiment: string
  nested: boolean
}

/** The run on the other side: the one that was made before, or a new one. One, whatever crashed in between. */
export async function findRun(finder: Finder, state: PlainObject): Promise<MlflowRun> {
  const { run, connection } = finder
  const known = typeof state['runId'] === 'string' ? await getRun(connection, state['runId'], run.signal) : undefined
  if (known !== undefined) return usable(known)
  const experimentId = await findExperiment(finder)
  const looks = run.open.writer.id === MAIN_WRITER ? 1 : LOOKS
  for (let look = 0; look < looks; look++) {
    if (look > 0) await pause(run, LOOK_MS, run.signal)
    const found = await searchRun(finder, experimentId, RUN_ID_TAG, run.open.runId)
    if (found !== undefined) return usable(found)
  }
  return createRun(finder, experimentId)
}

async function getRun(connection: MlflowConnection, id: string, signal: AbortSignal): Promise<MlflowRun | undefined> {
  return (await orMissing(connection.get<{ run: MlflowRun }>('runs/get', { run_id: id }, signal)))?.run
}

function usable(run: MlflowRun): MlflowRun {
  const { lifecycle_stage: stage, run_id: id } = run.info
  if (stage !== 'deleted') return run
  const reason = `the run ${id} was deleted there. Restore it, or delete it for good with "mlflow gc".`
  throw new MlflowRefusedError('its run', 409, { code: '', reason })
}

async function findExperiment({ connection, experiment, run }: Finder): Promise<string> {
  const look = async (): Promise<string | undefined> => {
    const query = { experiment_name: experiment }
    const found = await orMissing(
      connection.get<{ experiment: { experiment_id: string } }>('experiments/get-by-name', query, run.signal),
    )
    return found?.experiment.experiment_id
  }
  const found = await look()
  if (found !== undefined) return found
  try {
    const body = { name: experiment }
    return (await connection.post<{ experiment_id: string }>('experiments/create', body, run.signal)).experiment_id
  } catch (error) {
    // another run was faster
    const made = isTaken(error) ? await look() : undefined
    if (made === undefined) throw error
    return made
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof MlflowRefusedError && error.reasonCode === 'RESOURCE_ALREADY_EXISTS'
}

/** The oldest, should several processes have made one at the same moment. */
async function searchRun(
  { connection, run }: Finder,
  experimentId: string,
  tag: string,
  value: string,
): Promise<MlflowRun | undefined> {
  const body = {
    experiment_ids: [experimentId],
    filter: `tags.\`${tag}\` = '${value}'`,
    run_view_type: 'ALL',
    order_by: ['attributes.start_time ASC'],
    max_results: 10,
  }
  const { runs = [] } = await connection.post<{ runs?: MlflowRun[] }>('runs/search', body, run.signal)
  return runs.find(({ info }) => info.lifecycle_stage !== 'deleted') ?? runs[0]
}

async function createRun(finder: Finder, experimentId: string): Promise<MlflowRun> {
  const { runId, name, createdAt, group } = finder.run.open
  const parent = group === undefined ? undefined : await parentOf(finder, experimentId, group)
  const tags = [{ key: RUN_ID_TAG, value: runId }]
  if (parent !== undefined) tags.push({ key: 'mlflow.parentRunId', value: parent })
  return postRun(finder, { experiment_id: experimentId, run_name: name, start_time: createdAt, tags })
}

/** The run that stands for a group, below which MLflow shows the group's runs. */
export async function parentOf(finder: Finder, experimentId: string, group: string): Promise<string | undefined> {
  if (!finder.nested) return undefined
  // a name may hold what a search can not
  const id = createHash('sha256').update(group).digest('hex').slice(0, 32)
  const found = await searchRun(finder, experimentId, GROUP_TAG, id)
  if (found !== undefined) return found.info.run_id
  const { open, signal } = finder.run
  const tags = [{ key: GROUP_TAG, value: id }]
  const about = { experiment_id: experimentId, run_name: group, start_time: open.createdAt, tags }
  const { info } = await postRun(finder, about)
  // nothing runs in it that could end
  await finder.connection.post('runs/update', { run_id: info.run_id, status: 'FINISHED' }, signal)
  return info.run_id
}

async function postRun({ connection, run }: Finder, body: object): Promise<MlflowRun> {
  return (await connection.post<{ run: MlflowRun }>('runs/create', body, run.signal)).run
}
