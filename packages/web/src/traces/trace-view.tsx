import { useQuery } from '@tanstack/react-query'
import { useRef, type KeyboardEvent } from 'react'
import { Link } from 'wouter'
import { spansQuery } from '../api/queries.ts'
import type { SpanRow } from '../api/wire.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatCount, formatDuration, formatMoment } from '../format/quantities.ts'
import { Empty, Loaded } from '../parts/states.tsx'
import { useTitle } from '../parts/use-title.ts'
import { scoresOf } from './scores.tsx'
import { formatCost, spanFacts } from './span-facts.ts'
import { SpanDetail } from './span-detail.tsx'
import { spanTree, type TreeSpan } from './span-tree.ts'
import '../styles/calls.css'
import '../styles/traces.css'

const MOST_SPANS = 1000

/** One trace: a waterfall of its spans, and all about the chosen one. */
export function TraceView({ runId, traceId }: { runId: string; traceId: string }) {
  const query = useQuery(spansQuery({ runs: [runId], traceId, limit: MOST_SPANS }))
  useTitle('Trace')
  return (
    <Loaded query={query} what="the trace">
      {({ rows, total }) =>
        rows.length === 0 ? (
          <Empty title="The trace is not in this run">
            <p>
              <Link href={`/runs/${runId}/traces`}>All traces of the run</Link>
            </p>
          </Empty>
        ) : (
          <Trace runId={runId} spans={rows} total={total} />
        )
      }
    </Loaded>
  )
}

function Trace({ runId, spans, total }: { runId: string; spans: readonly SpanRow[]; total: number }) {
  const url = useUrlState()
  // what was judged later is no part of the work
  const work = spans.filter(({ spanKind }) => spanKind !== 'score')
  const tree = spanTree(work.length > 0 ? work : spans)
  const chosen = tree.find(({ span }) => span.spanId === url.text('span')) ?? tree[0]!
  const start = Math.min(...tree.map(({ span }) => span.time))
  const end = Math.max(...tree.map(({ span }) => span.endTime))
  const cost = spans.reduce((sum, span) => sum + (spanFacts(span).cost ?? 0), 0)
  const errors = spans.filter(({ status }) => status === 'error').length
  return (
    <>
      <div className="page-head">
        <Link href={`/runs/${runId}/traces`}>Traces</Link>
        <span className="quiet">/</span>
        <h1>{tree[0]!.span.name}</h1>
        <span className="quiet">
          {formatMoment(start)}, {formatDuration(end - start)}, {formatCount(total, 'span')}
          {cost > 0 && `, ${formatCost(cost)}`}
        </span>
        {errors > 0 && (
          <span className="badge" data-tone="bad">
            {formatCount(errors, 'error')}
          </span>
        )}
      </div>
      {total > spans.length && (
        <p className="banner">
          Only the newest {spans.length} of {total} spans are shown.
        </p>
      )}
      <div className="trace">
        <Waterfall
          tree={tree}
          start={start}
          end={end}
          chosen={chosen.span}
          onChoose={span => url.change({ span: span.spanId }, { replace: true })}
        />
        <SpanDetail key={chosen.span.spanId} span={chosen.span} scores={scoresOf(chosen.span.spanId, spans)} />
      </div>
    </>
  )
}

interface WaterfallProps {
  tree: readonly TreeSpan[]
  start: number
  end: number
  chosen: SpanRow
  onChoose: (span: SpanRow) => void
}

function Waterfall({ tree, start, end, chosen, onChoose }: WaterfallProps) {
  const list = useRef<HTMLDivElement>(null)
  const share = (time: number) => ((time - start) / Math.max(1, end - start)) * 100
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const next = by === undefined ? undefined : tree[tree.findIndex(({ span }) => span === chosen) + by]
    if (!next) return
    event.preventDefault()
    onChoose(next.span)
    list.current?.querySelector<HTMLElement>(`[data-span="${CSS.escape(next.span.spanId)}"]`)?.focus()
  }
  return (
    <div
      className="waterfall card"
      role="listbox"
      aria-label="Spans of the trace"
      ref={list}
      onKeyDown={onKeyDown}
      tabIndex={-1}
    >
      {tree.map(({ span, depth }) => (
        <div
          key={span.spanId}
          role="option"
          data-span={span.spanId}
          aria-selected={span === chosen}
          tabIndex={span === chosen ? 0 : -1}
          className="waterfall-row"
          onClick={() => onChoose(span)}
        >
          <span className="cut" style={{ paddingLeft: depth * 14 }}>
            <span className="span-kind">{span.spanKind}</span> {span.name}
          </span>
          <span className="waterfall-bar">
            <span
              data-status={span.status}
              data-kind={span.spanKind}
              style={{ left: `${share(span.time)}%`, width: `max(3px, ${share(span.endTime) - share(span.time)}%)` }}
            />
          </span>
          <span className="quiet waterfall-time">{formatDuration(span.endTime - span.time)}</span>
        </div>
      ))}
    </div>
  )
}
