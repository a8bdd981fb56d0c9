import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { Link, useLocation } from 'wouter'
import type { Json, SpanRow } from '../api/wire.ts'
import type { SpanGroup } from '../api/call-wire.ts'
import { formatCount, formatDuration, formatMoment } from '../format/quantities.ts'
import { RunName } from '../parts/run-name.tsx'
import { placeText, spanAddress } from './call-place.ts'
import { messageText } from './message-text.ts'
import { readMessages } from './messages.ts'
import { formatCost, formatTokens, spanFacts } from './span-facts.ts'
import type { TotalledSpan } from './spans-with-totals.ts'

const ROW_HEIGHT = 40

interface SpanRowsProps {
  rows: readonly TotalledSpan[]
  namesRuns: boolean
  /** Places of the ticked ones. */
  chosen: readonly string[]
  onChoose: (chosen: string[]) => void
  onEnd: () => void
}

/** Spans, of which those in sight are drawn. */
export function SpanRows({ rows, namesRuns, chosen, onChoose, onEnd }: SpanRowsProps) {
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
  const toggle = (place: string) =>
    onChoose(chosen.includes(place) ? chosen.filter(other => other !== place) : [...chosen, place])
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
          <div role="columnheader">
            <span className="hidden-text">Chosen</span>
          </div>
          {names.map(name => (
            <div key={name} role="columnheader">
              {name}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {virtual.getVirtualItems().map(({ index, start }) => (
          <SpanLine
            key={index}
            span={rows[index]!}
            index={index}
            top={start}
            namesRuns={namesRuns}
            isChosen={chosen.includes(placeText(rows[index]!))}
            onToggle={toggle}
          />
        ))}
      </div>
    </div>
  )
}

interface SpanLineProps {
  span: TotalledSpan
  index: number
  top: number
  namesRuns: boolean
  isChosen: boolean
  onToggle: (place: string) => void
}

function SpanLine({ span, index, top, namesRuns, isChosen, onToggle }: SpanLineProps) {
  const [, navigate] = useLocation()
  const { totals } = span
  const facts = { ...spanFacts(span), ...(totals && tokensAndCost(totals)) }
  const href = spanAddress(span)
  return (
    <div
      role="row"
      className="span-line"
      aria-rowindex={index + 2}
      style={{ transform: `translateY(${top}px)` }}
      data-chosen={isChosen}
      onClick={() => navigate(href)}
    >
      <label role="cell" className="span-tick" onClick={event => event.stopPropagation()}>
        <input
          type="checkbox"
          aria-label={`Choose ${span.name}`}
          checked={isChosen}
          onChange={() => onToggle(placeText(span))}
        />
      </label>
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
        {facts.model ?? (totals ? <span className="quiet">{formatCount(totals.calls, 'call')}</span> : '–')}
      </div>
      <div role="cell">{formatTokens(facts)}</div>
      <div role="cell">{formatCost(facts.cost)}</div>
      <div role="cell">{formatDuration(facts.duration)}</div>
      {namesRuns && (
        <div role="cell" className="cut quiet">
          <RunName id={span.runId} />
        </div>
      )}
    </div>
  )
}

function tokensAndCost({ inputTokens, outputTokens, cost }: SpanGroup) {
  return { inputTokens, outputTokens, cost }
}

const PREVIEW_LENGTH = 160

/** The last words that went in, or why it failed. */
function preview({ error, input }: SpanRow): string {
  const text = error ? `${error.name}: ${error.message}` : lastWords(input)
  return text.slice(0, PREVIEW_LENGTH)
}

function lastWords(input: Json | undefined): string {
  const parts = readMessages(input)?.flatMap(message => message.parts)
  const text = parts?.findLast(part => part.kind === 'text')
  return text?.kind === 'text' ? text.text : messageText(input)
}
