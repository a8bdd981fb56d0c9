import type { Plain, SpanRecord } from '@seetrain/core'
import { callFacts } from './call-facts.ts'
import type { RunScope } from './content-query.ts'
import type { Page } from './run-query.ts'

/** What a span can be found and gathered by beside its words. */
export const LABELS = ['session', 'user', 'tag', 'prompt', 'prompt-version', 'model', 'error'] as const
export type LabelName = (typeof LABELS)[number]

export interface SpanLabel {
  name: LabelName
  value: string
}

/** Groups by the time of their latest span, the latest first; then by value. */
export interface SpanGroupQuery extends Page, RunScope {
  by: LabelName | 'trace'
  /** These groups alone. */
  values?: readonly string[]
  /** Range of the start of the spans that count, both ends included. */
  from?: number
  to?: number
}

/** The spans that have one label, or are of one trace. Sums are absent where no call recorded any. */
export interface SpanGroup {
  value: string
  spans: number
  traces: number
  /** Calls of models among the spans. */
  calls: number
  /** Calls of models that failed. */
  errors: number
  inputTokens?: number
  outputTokens?: number
  /** US dollars. */
  cost?: number
  /** Start of the first span and of the last. */
  from: number
  to: number
}

/** Longer values are words, not labels. */
const LONGEST_VALUE = 1024

/** A prompt has one label for its name and one, `name:version`, for its version. */
export function spanLabels(span: SpanRecord): SpanLabel[] {
  const { attributes, error } = span
  const prompt = textOf(attributes['gen_ai.prompt.name'])
  const version = textOf(attributes['gen_ai.prompt.version'])
  const tags = attributes['seetrain.tags']
  const found: [LabelName, string | undefined][] = [
    ['session', textOf(attributes['gen_ai.conversation.id'])],
    ['user', textOf(attributes['user.id'])],
    ...[...new Set(Array.isArray(tags) ? tags : [])].map(tag => ['tag', textOf(tag)] as [LabelName, string]),
    ['prompt', prompt],
    ['prompt-version', prompt === undefined || version === undefined ? undefined : `${prompt}:${version}`],
    ['model', textOf(callFacts(span)?.model)],
    ['error', textOf(error?.name)],
  ]
  return found.flatMap(([name, value]) => (value === undefined ? [] : { name, value }))
}

/** Whether it has all of them. */
export function hasLabels(span: SpanRecord, labels: readonly SpanLabel[]): boolean {
  const own = spanLabels(span)
  return labels.every(({ name, value }) => own.some(label => label.name === name && label.value === value))
}

function textOf(value: Plain | undefined): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= LONGEST_VALUE ? value : undefined
}
