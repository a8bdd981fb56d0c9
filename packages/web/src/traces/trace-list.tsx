import { useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { Link, useLocation } from 'wouter'
import { hub, type SpansQuery } from '../api/hub.ts'
import type { Json, SpanRow } from '../api/wire.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatCount, formatDuration, formatMoment } from '../format/quantities.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { readMessages } from './messages.ts'
import { formatCost, formatTokens, spanFacts } from './span-facts.ts'
import '../styles/traces.css'

const PAGE = 100
const ROW_HEIGHT = 40
const KINDS = ['llm', 'embedding', 'tool', 'retriever', 'agent', 'chain', 'function']

/** Model calls and traced work of a run, or of all runs, the newest first. */
export function TraceList({ run }: { run?: string }) {
  const url = useUrlState()
  const text = url.text('q')
  const kind = url.text('kind')
  const status = url.text('status')
  const everything = url.text('spans') === 'all'
  const query: SpansQuery = {
    ...(run !== undefined && { runs: [run] }),
    ...(text !== undefined && { text }),
    ...(kind !== undefined && { spanKind: kind }),
    ...(status !== undefined && { status }),
    // who searches wants to find what is deep inside, too
    ...(!everything && kind === undefined && text === undefined && { roots: true }),
  }
  const spans = useInfiniteQuery({
    queryKey: ['spans', query.runs ?? 'all', 'list', query],
    queryFn: ({ pageParam, signal }) => hub.spans({ ...query, offset: pageParam, limit: PAGE }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.rows.length < PAGE ? undefined : pages.length * PAGE),
    placeholderData: before => before,
  })
  const rows = spans.data?.pages.flatMap(page => page.rows) ?? []
  return (
    <>
      <div className="toolbar">
        <SearchField
          label="Search prompts, answers, errors"
          value={text}
          width={300}
          onChange={q => url.change({ q }, { replace: true })}
        />
        <label className="labelled">
          Kind
          <select className="input" value={kind ?? ''} onChange={event => url.change({ kind: event.target.value })}>
            <option value="">all</option>
            {KINDS.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label className="labelled">
          Status
          <select className="input" value={status ?? ''} onChange={event => url.change({ status: event.target.value })}>
            <option value="">all</option>
            <option>ok</option>
            <option>error</option>
            <option>aborted</option>
          </select>
        </label>
        <label className="labelled">
          <input
            type="checkbox"
            checked={everything}
            onChange={event => url.change({ spans: event.target.checked ? 'all' : undefined })}
          />
          Inner spans
        </label>
        {spans.data && <span className="quiet">{formatCount(spans.data.pages[0]!.total, 'span')}</span>}
      </div>
      {spans.isPending ? (
        <Loading what="traces" />
      ) : spans.error && rows.length === 0 ? (
        <Failure error={spans.error} onRetry={() => void spans.refetch()} />
      ) : rows.length === 0 ? (
        <NoSpans isSearch={text !== undefined || kind !== undefined || status !== undefined} />
      ) : (
        <Rows
          rows={rows}
          namesRuns={run === undefined}
          onEnd={() => spans.hasNextPage && !spans.isFetchingNextPage && void spans.fetchNextPage()}
        />
      )}
    </>
  )
}

function NoSpans({ isSearch }: { isSearch: boolean }) {
  if (isSearch) return <Empty title="No span fits the search" />
  return (
    <Empty title="No traces yet">
      <p>Model calls of an SDK are recorded once its integration is on, and other work once it is traced:</p>
      <pre>{"seetrain.init('openai', { project: 'chat' })"}</pre>
    </Empty>
  )
}

function Rows({ rows, namesRuns, onEnd }: { rows: readonly SpanRow[]; namesRuns: boolean; onEnd: () => void }) {
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    onChange: ({ range }) => {
      if (range && range.endIndex >= rows.length - 20) onEnd()
    },
  })
  const names = ['Started', 'Name', 'Status', 'Model', 'Tokens', 'Cost', 'Latency', ...(namesRuns ? ['Run'] : [])]
  return (
    <div
      className="span-table card"
      ref={scroller}
      role="table"
      aria-label="Traces"
      aria-rowcount={rows.length + 1}
      data-runs={namesRuns}
    >
      <div role="rowgroup" className="span-head">
        <div role="row">
          {names.map(name => (
            <div key={name} role="columnheader">
              {name}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <SpanLine key={index} span={rows[index]!} index={index} top={start} namesRuns={namesRuns} />
        ))}
      </div>
    </div>
  )
}

function SpanLine({ span, index, top, namesRuns }: { span: SpanRow; index: number; top: number; namesRuns: boolean }) {
  const [, navigate] = useLocation()
  const facts = spanFacts(span)
  const href = `/runs/${span.runId}/traces/${encodeURIComponent(span.traceId)}?span=${encodeURIComponent(span.spanId)}`
  return (
    <div
      role="row"
      className="span-line"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => navigate(href)}
    >
      <div role="cell" className="quiet">
        {formatMoment(span.time)}
      </div>
      <div role="cell" className="span-name">
        <Link href={href} onClick={event => event.stopPropagation()}>
          {span.name}
        </Link>
        <span className="quiet cut">{preview(span)}</span>
      </div>
      <div role="cell">
        <span className="badge" data-tone={span.status === 'ok' ? 'good' : span.status === 'error' ? 'bad' : 'warn'}>
          {span.status}
        </span>
      </div>
      <div role="cell" className="cut">
        {facts.model ?? '–'}
      </div>
      <div role="cell">{formatTokens(facts)}</div>
      <div role="cell">{formatCost(facts.cost)}</div>
      <div role="cell">{formatDuration(facts.duration)}</div>
      {namesRuns && (
        <div role="cell" className="cut quiet">
          {span.runId}
        </div>
      )}
    </div>
  )
}

const PREVIEW_LENGTH = 160

/** The last words that went in, or why it failed. */
function preview({ error, input }: SpanRow): string {
  if (error) return `${error.name}: ${error.message}`.slice(0, PREVIEW_LENGTH)
  const part = readMessages(input)?.at(-1)?.parts.at(-1)
  if (part?.kind === 'text') return part.text.slice(0, PREVIEW_LENGTH)
  return input === undefined ? '' : shortJson(input)
}

function shortJson(value: Json): string {
  return JSON.stringify(value).slice(0, PREVIEW_LENGTH)
}
