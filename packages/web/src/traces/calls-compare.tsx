import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { SpanRow } from '../api/wire.ts'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { TextChanges } from '../parts/text-changes.tsx'
import { useTitle } from '../parts/use-title.ts'
import { spanAddress } from './call-place.ts'
import { messageText } from './message-text.ts'
import { detailsOf } from './span-details.ts'
import { LABEL_TITLES, labelsOf } from './labels.ts'
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
        {framesText(before) !== framesText(after) && (
          <Changes title="Instructions and tools">
            <TextChanges before={framesText(before)} after={framesText(after)} />
          </Changes>
        )}
      </div>
    </>
  )
}

function labelsText(span: SpanRow): string {
  return labelsOf(span)
    .filter(({ name }) => name !== 'model' && name !== 'error')
    .map(({ name, value }) => `${LABEL_TITLES[name].toLowerCase()} ${value}`)
    .join(', ')
}

/** What was offered and asked for beside the messages: instructions, tools, the shape of the answer. */
function framesText({ attributes }: SpanRow): string {
  const frames = FRAMES.filter(name => attributes[name] !== undefined)
  return frames.map(name => `${name}: ${JSON.stringify(attributes[name], undefined, 2)}`).join('\n')
}

const FRAMES = ['gen_ai.system_instructions', 'gen_ai.tool.definitions', 'seetrain.request.schema']

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
  const [first, second] = [detailsOf(before), detailsOf(after)]
  const rows = first
    .map(([name, value], index) => ({ name, values: [value, second[index]![1]] }))
    .filter(({ values }) => values.some(value => value !== undefined))
  const labels = [before, after].map(labelsText)
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
          {[...rows, { name: 'Belongs to', values: labels }].map(({ name, values }) => (
            <tr key={name} data-differs={values[0] !== values[1]}>
              <th scope="row">{name}</th>
              {values.map((value, index) => (
                <td key={index}>{value || '–'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
