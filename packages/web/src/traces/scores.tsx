import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ThumbsDown, ThumbsUp } from 'lucide-react'
import { useState } from 'react'
import { hub } from '../api/hub.ts'
import type { SpanRow } from '../api/wire.ts'
import { useMayWrite } from '../app/may-write.ts'
import { formatNumber } from '../format/quantities.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { textOf } from './span-facts.ts'

/** The name of what people say with a thumb. */
const FEEDBACK = 'feedback'

export interface Score {
  id: string
  name: string
  value: string
  source: string
  comment: string | undefined
}

/** The scores among the spans of a trace that judge one of them. */
export function scoresOf(spanId: string, spans: readonly SpanRow[]): Score[] {
  return spans
    .filter(span => span.spanKind === 'score' && span.parentId === spanId)
    .map(({ spanId, name, attributes }) => {
      const value = attributes['gen_ai.evaluation.score.value'] ?? attributes['gen_ai.evaluation.score.label']
      return {
        id: spanId,
        name,
        value: typeof value === 'number' ? formatNumber(value) : wordOf(value),
        source: textOf(attributes, 'seetrain.score.by') ?? textOf(attributes, 'seetrain.score.source') ?? 'unknown',
        comment: textOf(attributes, 'gen_ai.evaluation.explanation'),
      }
    })
}

function wordOf(value: unknown): string {
  if (value === true) return '👍 yes'
  if (value === false) return '👎 no'
  return typeof value === 'string' ? value : JSON.stringify(value ?? null)
}

/** What people and programs think of a span, and a place to add to it. */
export function Scores({ span, scores }: { span: SpanRow; scores: readonly Score[] }) {
  const client = useQueryClient()
  const mayWrite = useMayWrite()
  const [isOpen, setOpen] = useState(false)
  const add = useMutation({
    mutationFn: (score: NewScore) => hub.score(span.runId, { traceId: span.traceId, spanId: span.spanId, ...score }),
    onSuccess: () => {
      setOpen(false)
      return client.invalidateQueries({ queryKey: ['spans'] })
    },
  })
  const say = (value: boolean) => add.mutate({ name: FEEDBACK, value })
  return (
    <section aria-label="Scores">
      <div className="toolbar">
        <h3>Scores</h3>
        {mayWrite && (
          <>
            <IconButton name="Good answer" disabled={add.isPending} onClick={() => say(true)}>
              <ThumbsUp size={15} />
            </IconButton>
            <IconButton name="Bad answer" disabled={add.isPending} onClick={() => say(false)}>
              <ThumbsDown size={15} />
            </IconButton>
            <Button aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              Score …
            </Button>
          </>
        )}
        {!mayWrite && scores.length === 0 && <span className="quiet">none</span>}
      </div>
      {scores.length > 0 && (
        <ul className="scores">
          {scores.map(({ id, name, value, source, comment }) => (
            <li key={id}>
              <strong>{name}</strong> {value} <span className="quiet">by {source}</span>
              {comment !== undefined && <div className="chat-text">{comment}</div>}
            </li>
          ))}
        </ul>
      )}
      {isOpen && <ScoreForm onAdd={score => add.mutate(score)} />}
      {add.error && <p role="alert">{add.error.message}</p>}
    </section>
  )
}

interface NewScore {
  name: string
  value: number | boolean | string
  comment?: string
}

function ScoreForm({ onAdd }: { onAdd: (score: NewScore) => void }) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [comment, setComment] = useState('')
  return (
    <form
      className="form"
      onSubmit={event => {
        event.preventDefault()
        const number = Number(value)
        onAdd({
          name: name.trim(),
          value: Number.isFinite(number) ? number : value.trim(),
          ...(comment.trim() !== '' && { comment: comment.trim() }),
        })
      }}
    >
      <div className="field-row">
        <label className="field">
          What is judged
          <input className="input" placeholder="helpful" value={name} onChange={event => setName(event.target.value)} />
        </label>
        <label className="field">
          A number or a word
          <input className="input" placeholder="0.8" value={value} onChange={event => setValue(event.target.value)} />
        </label>
      </div>
      <label className="field">
        Why
        <textarea className="input" rows={2} value={comment} onChange={event => setComment(event.target.value)} />
      </label>
      <div className="toolbar">
        <Button type="submit" look="main" disabled={name.trim() === '' || value.trim() === ''}>
          Add the score
        </Button>
      </div>
    </form>
  )
}
