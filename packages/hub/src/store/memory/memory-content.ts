import type { RunRecord } from '@seetrain/core'
import type { StoredRecord } from '../batch.ts'
import type { RunScope, Stored } from '../content-query.ts'
import type { Page, Paged } from '../run-query.ts'
import { wordsOf } from '../search-words.ts'
import { compareText } from '../writer-order.ts'
import type { MemoryRun } from './memory-run.ts'
import { copyPlain } from '../plain-text.ts'

/** Records of one kind in scope, by run, writer and the order of logging. */
export function recordsOf<Kind extends StoredRecord['kind']>(
  runs: ReadonlyMap<string, MemoryRun>,
  kind: Kind,
  { runs: ids }: RunScope,
): Stored<Extract<RunRecord, { kind: Kind }>>[] {
  return [...runs.values()]
    .filter(run => (ids === undefined ? !run.fold.row(run.id).deleted : ids.includes(run.id)))
    .sort((one, other) => compareText(one.id, other.id))
    .flatMap(run =>
      run.writers.flatMap(({ writer, records }) =>
        records
          .filter((record): record is Extract<StoredRecord, { kind: Kind }> => record.kind === kind)
          .map(record => ({ runId: run.id, writer, record: copyPlain(record) as never })),
      ),
    )
}

/** Whether each word begins a word of the text. */
export function hasWords(text: string, wanted: string | undefined): boolean {
  const words = wordsOf(text)
  return wordsOf(wanted ?? '').every(start => words.some(word => word.startsWith(start)))
}

export function pageOf<Row>(rows: readonly Row[], { offset = 0, limit }: Page): Paged<Row> {
  const start = offset >= 0 ? offset : Math.max(0, rows.length + offset)
  return { rows: rows.slice(start, start + limit), total: rows.length }
}

/** Later first; what is equal stays in its order. */
export function newestFirst<Row extends Stored<{ time: number }>>(rows: readonly Row[]): Row[] {
  return [...rows].sort((one, other) => other.record.time - one.record.time)
}
