import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { pythonPeer } from '../python-peer.ts'

/** A record of a `.wandb` file, by W&B's own definition of it. */
export interface ReadRecord {
  kind: string
  num: number
  [member: string]: unknown
}

/** One history row: its step, and the values by key. */
export interface ReadRow {
  step: number
  values: Map<string, unknown>
}

interface Item {
  key?: string
  nested_key?: string[]
  value_json: string
}

/** The records of all `.wandb` files below a folder, by path. */
export async function readWandb(folder: string): Promise<{ [path: string]: ReadRecord[] }> {
  const script = join(import.meta.dirname, 'read_run.py')
  const { stdout } = await promisify(execFile)(pythonPeer('wandb')!, [script, folder], {
    maxBuffer: 256 * 1024 * 1024,
  })
  return JSON.parse(stdout) as { [path: string]: ReadRecord[] }
}

export function rowsOf(records: readonly ReadRecord[]): ReadRow[] {
  return records
    .filter(({ kind }) => kind === 'history')
    .map(({ step, item }) => ({
      step: Number((step as { num?: string }).num ?? 0),
      values: new Map((item as Item[]).map(found => [pathOf(found).join('.'), parsePython(found.value_json)])),
    }))
}

export function pathOf({ key, nested_key = [] }: Item): string[] {
  return key === undefined ? nested_key : [key]
}

/** JSON with the bare words that Python writes for numbers that JSON lacks. */
export function parsePython(text: string): unknown {
  const numbers: { [word: string]: number } = { NaN: Number.NaN, Infinity, '-Infinity': -Infinity }
  const quoted = text.replaceAll(/(?<=^|[:[,]\s*)(NaN|-?Infinity)(?=$|[,}\]])/g, '{"number":"$1"}')
  return JSON.parse(
    quoted,
    (_, value: unknown) => numbers[(Object(value) as { number?: string }).number ?? ''] ?? value,
  )
}
