import { useState } from 'react'
import type { SpanRow } from '../api/wire.ts'
import { formatDuration } from '../format/quantities.ts'
import { JsonTree } from '../parts/json-tree.tsx'
import { TextChanges } from '../parts/text-changes.tsx'
import { Chat } from './chat.tsx'
import { messageText } from './message-text.ts'
import { formatTokens } from './span-facts.ts'
import type { StreamedAnswer } from './streamed-answer.ts'
import type { Replay } from './use-replay.ts'

interface ReplayAnswerProps {
  span: SpanRow
  replay: Replay
}

/** What came back, beside what was recorded. */
export function ReplayAnswer({ span, replay }: ReplayAnswerProps) {
  const { answer, error, isRunning, wasStopped } = replay
  return (
    <section className="card replay-answer" aria-label="Answer" aria-busy={isRunning}>
      <header>
        <h2>Answer</h2>
        {answer && <span className="quiet">{factsOf(answer)}</span>}
        {wasStopped && (
          <span className="badge" data-tone="warn">
            stopped
          </span>
        )}
      </header>
      {/* a reader of the screen hears the answer when it is whole, not each word */}
      <div className="card-body span-parts" aria-live="polite">
        {error && <p role="alert">{error.message}</p>}
        {answer && <Came span={span} answer={answer} />}
        {isRunning && !answer?.message && <p className="quiet">Waiting for the first word …</p>}
        {!answer && !error && !isRunning && <Recorded span={span} />}
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

function Came({ span, answer: { status, message, refusal, failure } }: { span: SpanRow; answer: StreamedAnswer }) {
  const [compares, setCompares] = useState(false)
  const before = messageText(span.output)
  return (
    <>
      {message && before !== '' && (
        <label className="labelled">
          <input type="checkbox" checked={compares} onChange={event => setCompares(event.target.checked)} />
          what changed since it was recorded
        </label>
      )}
      {message &&
        (compares ? <TextChanges before={before} after={messageText([message])} /> : <Chat value={[message]} />)}
      {refusal !== undefined && (
        <div role="alert" className="span-error">
          <strong>The endpoint answered {status}.</strong>
          {typeof refusal === 'string' ? <pre className="text-diff">{refusal}</pre> : <JsonTree value={refusal} />}
        </div>
      )}
      {failure !== undefined && (
        <p role="alert" className="span-error">
          The answer broke off: {failure}
        </p>
      )}
    </>
  )
}

function factsOf({ status, first, total, inputTokens, outputTokens, finishReason }: StreamedAnswer): string {
  return [
    String(status),
    first === undefined ? '' : `first word after ${formatDuration(first)}`,
    total === undefined ? '' : `all after ${formatDuration(total)}`,
    inputTokens === undefined ? '' : `tokens ${formatTokens({ inputTokens, outputTokens })}`,
    finishReason === undefined || finishReason === 'stop' ? '' : finishReason,
  ]
    .filter(text => text !== '')
    .join(', ')
}
