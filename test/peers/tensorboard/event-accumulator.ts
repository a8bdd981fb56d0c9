import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pythonPeer } from '../python-peer.ts'

/** One tag as TensorBoard's own accumulator has it. Numbers that JSON lacks are their names. */
export interface ReadTag {
  plugin: string
  description: string
  content: { [member: string]: unknown } | null
  /** `exact` is the double that stands beside a scalar of 32 bits. */
  values: { step: number; time: number; value: unknown; exact?: unknown }[]
}

export type ReadRuns = { [run: string]: { [tag: string]: ReadTag } }

/** Everything that TensorBoard finds below a folder. */
export async function readEvents(folder: string): Promise<ReadRuns> {
  const script = join(import.meta.dirname, 'read_events.py')
  const { stdout } = await promisify(execFile)(pythonPeer('tensorboard')!, [script, folder], {
    maxBuffer: 256 * 1024 * 1024,
  })
  return JSON.parse(stdout) as ReadRuns
}
