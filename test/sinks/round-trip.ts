import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { nodeFileSystem, readRun, type RunStats } from '@seetrain/core'

/** What came of one thing on the other side: what the table says, and the look that proves it. */
export interface Survival {
  what: string
  /** `exact`, in which form, or why not. */
  verdict: string
  /** Throws when the verdict is not true. Absent where the other side has no place for it. */
  check?: () => void
}

export interface SentRun {
  id: string
  dir: string
  sinks: RunStats['sinks']
}

/** Runs the program that logs every kind of record, in a process of its own. */
export async function sendEveryKind(folder: string, mlflow?: string): Promise<SentRun> {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^SEETRAIN_|RANK|WORLD_SIZE|PROCID|NTASKS|^PMI/.test(name),
  )
  const program = join(import.meta.dirname, 'fixtures', 'every-kind.ts')
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@seetrain/source', program, folder], {
    env: { ...Object.fromEntries(own), MLFLOW_TRACKING_URI: mlflow ?? '' },
    cwd: folder,
  })
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as SentRun
}

/** The sha256 of what was logged, by key: `picture`, `batch`, … */
export function loggedDigests({ dir }: SentRun): Map<string, string[]> {
  const digests = new Map<string, string[]>()
  for (const { record } of readRun(dir, nodeFileSystem, () => {})) {
    if (record.kind === 'media')
      digests.set(
        record.key,
        record.items.map(({ blob }) => blob.sha256),
      )
  }
  return digests
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The table of the docs: a row per thing, a column per tracker. */
export function survivalTable(columns: { [tracker: string]: readonly Survival[] }): string {
  const trackers = Object.keys(columns)
  const things = [...new Set(Object.values(columns).flatMap(found => found.map(({ what }) => what)))]
  const cell = (tracker: string, thing: string): string =>
    columns[tracker]!.find(({ what }) => what === thing)?.verdict ?? '?'
  return [
    `| what | ${trackers.join(' | ')} |`,
    `| --- |${' --- |'.repeat(trackers.length)}`,
    ...things.map(thing => `| ${thing} | ${trackers.map(tracker => cell(tracker, thing)).join(' | ')} |`),
  ].join('\n')
}
