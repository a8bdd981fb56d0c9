import type { SpanGroup } from '../api/call-wire.ts'
import { hub, type SpansQuery } from '../api/hub.ts'
import type { Paged, SpanRow } from '../api/wire.ts'

/** A span, and for one that others are below what all calls of its trace come to. */
export interface TotalledSpan extends SpanRow {
  totals?: SpanGroup
}

/** A page of spans. What a trace cost says more of its first span than that it is no call itself. */
export async function spansWithTotals(query: SpansQuery, signal: AbortSignal): Promise<Paged<TotalledSpan>> {
  const page = await hub.spans(query, signal)
  const values = [...new Set(page.rows.filter(isRootOfWork).map(({ traceId }) => traceId))]
  if (values.length === 0) return page
  const runs = query.runs === undefined ? {} : { runs: query.runs }
  const { rows } = await hub.spanGroups({ by: 'trace', values, limit: values.length, ...runs }, signal)
  const found = new Map(rows.map(group => [group.value, group]))
  return { ...page, rows: page.rows.map(row => (isRootOfWork(row) ? withTotals(row, found.get(row.traceId)) : row)) }
}

function isRootOfWork({ parentId, spanKind }: SpanRow): boolean {
  return parentId === undefined && spanKind !== 'llm' && spanKind !== 'embedding'
}

function withTotals(row: SpanRow, totals: SpanGroup | undefined): TotalledSpan {
  return totals === undefined || totals.calls === 0 ? row : { ...row, totals }
}
