import { join, resolve } from 'node:path'
import type { FileSystem, OpenRecord } from '@seetrain/core'
import { fileName } from '../files/run-place.ts'

export interface WandbFolder {
  /** The id of the run on the server. */
  runId: string
  log: string
  files: string
}

/** Where a run is written: `wandb/offline-run-20261121_101500-<id>`, the name that W&B's client would give it. */
export function wandbFolder(place: string, { writer, runId: id, createdAt }: OpenRecord): WandbFolder {
  // each process of a run is a run of its own on W&B, in one group
  const runId = writer.id === 'main' ? id : `${id}-${fileName(writer.id)}`
  const [date = '', clock = ''] = new Date(createdAt).toISOString().split(/[T.]/)
  const name = `offline-run-${date.replaceAll('-', '')}_${clock.replaceAll(':', '')}-${runId}`
  const folder = resolve(place, 'wandb', name)
  return { runId, log: join(folder, `run-${runId}.wandb`), files: join(folder, 'files') }
}

/** Lets `wandb sync` take up a run again that goes on after an upload. It then sends the whole, and every row replaces itself. */
export function forgetSync({ log }: WandbFolder, fileSystem: FileSystem): void {
  const marker = `${log}.synced`
  if (fileSystem.stat(marker) !== undefined) fileSystem.remove(marker)
}
