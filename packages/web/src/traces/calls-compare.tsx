import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { SpanRow } from '../api/wire.ts'
import { formatDuration, formatMoment } from '../format/quantities.ts'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { TextChanges } from '../parts/text-changes.tsx'
import { useTitle } from '../parts/use-title.ts'
import { spanAddress } from './call-place.ts'
import { messageText } from './message-text.ts'
import { formatCost, formatTokens, spanFacts } from './span-facts.ts'
import { useCalls } from './use-calls.ts'
import '../styles/calls.css'
import '../styles/traces.css'

/** Two calls side by side: numbers, and what differs in what was asked and answered. */
export function CallsCompare() {
  useTitle('Two calls')
  const { spans, count, isPending, error } = useCalls()
  if (error) return <Failure error={error} />
  if (isPending) return <Loading what="the calls" />
  const [before, after] = spans
  if (!before || !after)
    return (
      <Empty title={count < 2 ? 'Two calls are needed' : 'A call is not there any more'}>
        <p>
          Tick two in the <Link href="/traces">list of traces</Link>, then choose “Compare”.
        </p>
      </Empty>
    )
  return (
    <>
      <div className="page-head">
        <Link href="/traces">Traces</Link>
        <span className="quiet">/</span>
        <h1>Two calls</h1>
      </div>
      <CallTable before={before} after={after} />
      <div className="call-pair">
        <Changes title="What was asked">
          <TextChanges before={messageText(before.input)} after={messageText(after.input)} />
        </Changes>
        <Changes title="What was answered">
          <TextChanges before={outcomeText(before)} after={outcomeText(after)} />
        </Changes>
      </div>
    </>
  )
}

function outcomeText({ output, error }: SpanRow): string {
  return error ? `${error.name}: ${error.message}` : messageText(output)
}

function Changes({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="card">
      <header>
        <h2>{title}</h2>
        <span className="quiet">
          <del className="removed">first</del> <ins className="added">second</ins>
        </span>
      </header>
      <div className="card-body">{children}</div>
    </section>
  )
}

function CallTable({ before, after }: { before: SpanRow; after: SpanRow }) {
  const rows: [string, (span: SpanRow) => string][] = [
    ['Model', span => spanFacts(span).model ?? '–'],
    ['Status', span => span.status],
    ['Latency', span => formatDuration(spanFacts(span).duration)],
    ['Tokens', span => formatTokens(spanFacts(span))],
    ['Cost', span => formatCost(spanFacts(span).cost)],
    ['Temperature', span => String(span.attributes['gen_ai.request.temperature'] ?? '–')],
    ['Started', span => formatMoment(span.time)],
  ]
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Numbers of the calls">
      <table className="plain-table differences">
        <thead>
          <tr>
            <td />
            {[before, after].map((span, index) => (
              <th key={span.spanId} scope="col">
                <Link href={spanAddress(span)}>
                  {index === 0 ? 'First' : 'Second'}: {span.name}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, read]) => (
            <tr key={name} data-differs={read(before) !== read(after)}>
              <th scope="row">{name}</th>
              <td>{read(before)}</td>
              <td>{read(after)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
