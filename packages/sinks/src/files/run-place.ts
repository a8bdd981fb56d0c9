import { join } from 'node:path'
import type { SinkRun } from '@seetrain/core'

/** The folder of a run's files: of the sink's name in the run's own folder, or of the run's name in the user's. */
export function runPlace(id: string, dir: string | undefined, { open, runDir }: SinkRun): string {
  return dir === undefined ? join(runDir, id) : join(dir, `${fileName(open.name)}-${open.runId}`)
}

/** A name that every file system takes and that reads as the text did. */
export function fileName(text: string): string {
  return text
    .replaceAll(/[^\p{Letter}\p{Number}.-]+/gu, '_')
    .replace(/^\.+/, '_')
    .slice(0, 80)
}
