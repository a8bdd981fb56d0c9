import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { SpanRow } from '../api/wire.ts'
import { useMayWrite } from '../app/may-write.ts'
import { formatCount } from '../format/quantities.ts'
import { JsonTree } from '../parts/json-tree.tsx'
import { AttemptList } from './attempt-list.tsx'
import { attemptsOf, isAttempt } from './attempts.ts'
import { placeText } from './call-place.ts'
import { Chat } from './chat.tsx'
import { Scores, type Score } from './scores.tsx'
import { detailsOf } from './span-details.ts'
import { LABEL_TITLES, labelAddress, labelsOf } from './labels.ts'

export function SpanDetail({ span, scores }: { span: SpanRow; scores: readonly Score[] }) {
  const mayWrite = useMayWrite()
  const attempts = attemptsOf(span.events)
  const events = span.events?.filter(event => !isAttempt(event)) ?? []
  const tools = span.attributes['gen_ai.tool.definitions']
  return (
    <div className="span-detail card" role="region" aria-label={`Span ${span.name}`} tabIndex={0}>
      <header>
        <h2 className="cut">{span.name}</h2>
        <span className="badge" data-tone={span.status === 'ok' ? 'good' : span.status === 'error' ? 'bad' : 'warn'}>
          {span.status}
        </span>
        {span.spanKind === 'llm' && mayWrite && (
          <Link className="button" href={`/calls/replay?call=${encodeURIComponent(placeText(span))}`}>
            Send again
          </Link>
        )}
      </header>
      <div className="card-body span-parts">
        <dl className="pairs">
          {detailsOf(span).map(
            ([name, value]) =>
              value !== undefined && (
                <div key={name} style={{ display: 'contents' }}>
                  <dt>{name}</dt>
                  <dd>{value}</dd>
                </div>
              ),
          )}
        </dl>
        <LabelLinks span={span} />
        {span.error && (
          <section className="span-error" role="alert">
            <strong>
              {span.error.name}: {span.error.message}
            </strong>
            {span.error.stack && <pre className="scroll-x">{span.error.stack}</pre>}
          </section>
        )}
        {attempts.length > 0 && <AttemptList attempts={attempts} />}
        <Part title="Input">
          <Chat value={span.input} />
        </Part>
        <Part title="Output">
          <Chat value={span.output} />
        </Part>
        <Scores span={span} scores={scores} />
        {Array.isArray(tools) && (
          <details>
            <summary>{formatCount(tools.length, 'tool')} offered</summary>
            <JsonTree value={tools} />
          </details>
        )}
        {events.length > 0 && (
          <details>
            <summary>{formatCount(events.length, 'event')}</summary>
            <JsonTree value={events} />
          </details>
        )}
        <details>
          <summary>Attributes</summary>
          <JsonTree
            value={Object.fromEntries(
              Object.entries(span.attributes).filter(([name]) => name !== 'gen_ai.tool.definitions'),
            )}
          />
        </details>
      </div>
    </div>
  )
}

/** Leads to the other spans of the session, the user, the prompt … */
function LabelLinks({ span }: { span: SpanRow }) {
  const labels = labelsOf(span)
  if (labels.length === 0) return null
  return (
    <nav className="label-links" aria-label="Spans like this">
      {labels.map(label => (
        <Link key={`${label.name} ${label.value}`} className="badge" href={labelAddress(label)}>
          <span className="quiet">{LABEL_TITLES[label.name]}</span> <span className="cut">{label.value}</span>
        </Link>
      ))}
    </nav>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3>{title}</h3>
      {children}
    </section>
  )
}
