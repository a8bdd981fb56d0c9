import { useState } from 'react'
import type { ReplayAnswer as Answer } from '../api/call-wire.ts'
import type { Json, JsonObject, SpanRow } from '../api/wire.ts'
import { formatDuration } from '../format/quantities.ts'
import { JsonTree } from '../parts/json-tree.tsx'
import { TextChanges } from '../parts/text-changes.tsx'
import { Chat } from './chat.tsx'
import { messageText } from './message-text.ts'
import { formatTokens } from './span-facts.ts'

interface ReplayAnswerProps {
  span: SpanRow
  answer: Answer | undefined
  error: Error | null
  isPending: boolean
}

/** What came back, beside what was recorded. */
export function ReplayAnswer({ span, answer, error, isPending }: ReplayAnswerProps) {
  return (
    <section className="card" aria-label="Answer" aria-busy={isPending}>
      <header>
        <h2>Answer</h2>
        {answer && <span className="quiet">{factsOf(answer)}</span>}
      </header>
      <div className="card-body span-parts" aria-live="polite">
        {error && <p role="alert">{error.message}</p>}
        {answer ? <Came span={span} answer={answer} /> : !error && <Recorded span={span} />}
      </div>
    </section>
  )
}

function Recorded({ span: { output, error } }: { span: SpanRow }) {
  return (
    <>
      <p className="quiet">As it was recorded:</p>
      {error ? (
        <p>
          {error.name}: {error.message}
        </p>
      ) : (
        <Chat value={output} />
      )}
    </>
  )
}

function Came({ span, answer: { status, body } }: { span: SpanRow; answer: Answer }) {
  const [compares, setCompares] = useState(false)
  const message = asObject(firstOf(asObject(body)['choices']))['message']
  if (status >= 300 || message === undefined)
    return (
      <div role="alert" className="span-error">
        <strong>The endpoint answered {status}.</strong>
        {typeof body === 'string' ? <pre className="text-diff">{body}</pre> : <JsonTree value={body} />}
      </div>
    )
  const before = messageText(span.output)
  return (
    <>
      {before !== '' && (
        <label className="labelled">
          <input type="checkbox" checked={compares} onChange={event => setCompares(event.target.checked)} />
          what changed since it was recorded
        </label>
      )}
      {compares ? <TextChanges before={before} after={messageText([message])} /> : <Chat value={[message]} />}
    </>
  )
}

function factsOf({ milliseconds, body, status }: Answer): string {
  const usage = asObject(asObject(body)['usage'])
  const { prompt_tokens: inputTokens, completion_tokens: outputTokens } = usage
  const tokens = formatTokens({
    inputTokens: typeof inputTokens === 'number' ? inputTokens : undefined,
    outputTokens: typeof outputTokens === 'number' ? outputTokens : undefined,
  })
  return `${status}, ${formatDuration(milliseconds)}, tokens ${tokens}`
}

function firstOf(value: Json | undefined): Json | undefined {
  return Array.isArray(value) ? value[0] : undefined
}

function asObject(value: Json | undefined): JsonObject {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {}
}
