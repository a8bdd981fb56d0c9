import type { SpanRecord } from '@seetrain/core'
import { callFacts, type CallFacts, type CallQuery } from '../call-facts.ts'
import type { SpanQuery, Stored, StoredSpan } from '../content-query.ts'
import type { Paged } from '../run-query.ts'
import { textOfSpan } from '../search-words.ts'
import { hasLabels, spanLabels, type SpanGroup, type SpanGroupQuery } from '../span-groups.ts'
import { compareText } from '../writer-order.ts'
import { groupBy } from './group-by.ts'
import { hasWords, newestFirst, pageOf, recordsOf } from './memory-content.ts'
import type { MemoryRun } from './memory-run.ts'

type Runs = ReadonlyMap<string, MemoryRun>

export function spansOf(runs: Runs, query: SpanQuery): Paged<StoredSpan> {
  const { traceId, spanKind, status, roots, minDuration = -Infinity, text, labels = [] } = query
  const rows = within(recordsOf(runs, 'span', query), query)
    .filter(({ record }) => traceId === undefined || record.traceId === traceId)
    .filter(({ record }) => spanKind === undefined || record.spanKind === spanKind)
    .filter(({ record }) => status === undefined || record.status === status)
    .filter(({ record }) => !roots || record.parentId === undefined)
    .filter(({ record }) => record.endTime - record.time >= minDuration)
    .filter(({ record }) => hasWords(textOfSpan(record), text) && hasLabels(record, labels))
  return pageOf(newestFirst(rows), query)
}

export function callsOf(runs: Runs, { limit, labels = [], ...query }: CallQuery): CallFacts[] {
  const spans = newestFirst(within(recordsOf(runs, 'span', query), query))
  return spans.flatMap(({ record }) => (hasLabels(record, labels) && callFacts(record)) || []).slice(0, limit)
}

export function spanGroupsOf(runs: Runs, query: SpanGroupQuery): Paged<SpanGroup> {
  const { by, values } = query
  const places = within(recordsOf(runs, 'span', query), query).flatMap(({ record }) =>
    valuesOf(record, by).map(value => ({ value, record })),
  )
  const groups = [...groupBy(places, ({ value }) => value)]
    .filter(([value]) => values === undefined || values.includes(value))
    .map(([value, own]) =>
      groupOf(
        value,
        own.map(({ record }) => record),
      ),
    )
  return pageOf(
    groups.sort((one, other) => other.to - one.to || compareText(one.value, other.value)),
    query,
  )
}

function within<Row extends Stored<{ time: number }>>(
  rows: readonly Row[],
  { from = -Infinity, to = Infinity }: { from?: number; to?: number },
): Row[] {
  return rows.filter(({ record }) => record.time >= from && record.time <= to)
}

function valuesOf(span: SpanRecord, by: SpanGroupQuery['by']): string[] {
  if (by === 'trace') return [span.traceId]
  return spanLabels(span).flatMap(({ name, value }) => (name === by ? value : []))
}

function groupOf(value: string, spans: readonly SpanRecord[]): SpanGroup {
  const calls = spans.flatMap(span => callFacts(span) ?? [])
  const times = spans.map(({ time }) => time)
  return {
    value,
    spans: spans.length,
    traces: new Set(spans.map(({ traceId }) => traceId)).size,
    calls: calls.length,
    errors: calls.filter(({ status }) => status === 'error').length,
    ...totals(calls),
    from: Math.min(...times),
    to: Math.max(...times),
  }
}

function totals(calls: readonly CallFacts[]): Pick<SpanGroup, 'inputTokens' | 'outputTokens' | 'cost'> {
  const names = ['inputTokens', 'outputTokens', 'cost'] as const
  const sums = names.map(name => {
    const known = calls.flatMap(call => call[name] ?? [])
    return [name, known.reduce((sum, value) => sum + value, 0), known.length] as const
  })
  return Object.fromEntries(sums.flatMap(([name, sum, count]) => (count === 0 ? [] : [[name, sum]])))
}
