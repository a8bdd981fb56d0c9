import { activeRun, systemClock, InvalidArgumentError, type PlainObject } from '@seetrain/core'
import type { SpanReference } from './span.ts'
import { traceIds } from './trace-ids.ts'

export type ScoreValue = number | boolean | string

export interface ScoreOptions {
  comment?: string
  /** Who judged: `human`, `code`, `model`, or any word. */
  source?: string
}

/** Judges a span that may be long over: a record of its own, in the same trace and below the span. */
export function score(of: SpanReference, name: string, value: ScoreValue, options: ScoreOptions = {}): void {
  check(of, name, value)
  const time = systemClock.now()
  const run = of.run ?? activeRun()
  run?.logSpan({
    kind: 'span',
    time,
    endTime: time,
    traceId: of.traceId,
    spanId: traceIds.hex(8),
    parentId: of.spanId,
    name,
    spanKind: 'score',
    status: 'ok',
    attributes: attributesOf(name, value, options),
  })
}

function attributesOf(name: string, value: ScoreValue, { comment, source = 'code' }: ScoreOptions): PlainObject {
  return {
    'gen_ai.evaluation.name': name,
    [`gen_ai.evaluation.score.${typeof value === 'number' ? 'value' : 'label'}`]: value,
    'seetrain.score.source': source,
    ...(comment !== undefined && { 'gen_ai.evaluation.explanation': comment }),
  }
}

function check(of: Partial<SpanReference> | undefined, name: unknown, value: unknown): void {
  if (typeof of?.spanId !== 'string' || typeof of.traceId !== 'string')
    throw new InvalidArgumentError('span', of, 'Pass a span, or what spanOf(answer) returns.')
  if (typeof name !== 'string' || name === '')
    throw new InvalidArgumentError('name', name, 'Name what is judged, such as "correct".')
  if (!['number', 'boolean', 'string'].includes(typeof value))
    throw new InvalidArgumentError('value', value, 'Use a number, true or false, or a word.')
}

/** What a person thinks of an answer. */
export function feedback(
  of: SpanReference,
  value: ScoreValue,
  options: { name?: string; comment?: string } = {},
): void {
  const { name = 'feedback', ...rest } = options
  score(of, name, value, { ...rest, source: 'human' })
}
