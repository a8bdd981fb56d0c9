import { join, resolve } from 'node:path'
import type { FileSystem, PlainObject, SinkRun } from '@seetrain/core'
import { fileName } from '../files/run-place.ts'

export interface WandbFolder {
  /** Name of the folder: `offline-run-20261121_101500-<id>`. */
  name: string
  path: string
  /** The id of the run on the server. */
  runId: string
  /** Length of the log that counts. 0 in a new folder. */
  bytes: number
  /** True when an earlier folder of this run was uploaded and this one goes on. */
  resumed: boolean
}

/**
 * The folder that a run is written to. One that `wandb sync` has uploaded is left as it is: what comes later goes into
 * a folder of its own, which continues the run on the server.
 */
export function wandbFolder(place: string, run: SinkRun, state: PlainObject, fileSystem: FileSystem): WandbFolder {
  const { writer, runId: id, createdAt } = run.open
  // each process of a run is a run of its own on W&B, in one group
  const runId = writer.id === 'main' ? id : `${id}-${fileName(writer.id)}`
  const known = typeof state['folder'] === 'string' ? state['folder'] : undefined
  const at = (name: string): string => resolve(place, 'wandb', name)
  const isSynced = known !== undefined && fileSystem.stat(`${logPath(at(known), runId)}.synced`) !== undefined
  const name =
    known === undefined || isSynced ? folderName(known === undefined ? createdAt : run.clock.now(), runId) : known
  const resumed = isSynced || state['resumed'] === true
  return { name, path: at(name), runId, bytes: name === known ? Number(state['bytes'] ?? 0) : 0, resumed }
}

export function logPath(folder: string, runId: string): string {
  return join(folder, `run-${runId}.wandb`)
}

function folderName(time: number, runId: string): string {
  const [date = '', clock = ''] = new Date(time).toISOString().split(/[T.]/)
  return `offline-run-${date.replaceAll('-', '')}_${clock.replaceAll(':', '')}-${runId}`
}
