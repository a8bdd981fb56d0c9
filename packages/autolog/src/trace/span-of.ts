import type { SpanReference } from './span.ts'

const references = new WeakMap<object, SpanReference>()

/** Remembers which span an answer or a stream belongs to, for as long as someone holds it. */
export function rememberSpan(answer: unknown, reference: SpanReference): void {
  if (typeof answer === 'object' && answer !== null) references.set(answer, reference)
}

/** The span of a model's answer, or of its stream: to score it, to give feedback. */
export function spanOf(answer: object): SpanReference | undefined {
  return references.get(answer)
}
