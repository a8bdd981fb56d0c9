import type { SpanReference } from './span.ts'

/** A constructor that returns an object makes the private fields of its subclasses members of that object. */
const Given = function given(answer: object) {
  return answer
} as unknown as new (answer: object) => object

/**
 * Writes a reference into an object as a private member: nothing that looks at the object can see it, and a WeakMap with an
 * entry per answer costs ten times as much, most of it in the collector.
 */
class Marked extends Given {
  #reference: SpanReference

  constructor(answer: object, reference: SpanReference) {
    super(answer)
    this.#reference = reference
  }

  static mark(answer: object, reference: SpanReference): void {
    if (#reference in answer) answer.#reference = reference
    else Reflect.construct(Marked, [answer, reference])
  }

  static referenceOf(answer: object): SpanReference | undefined {
    return #reference in answer ? answer.#reference : undefined
  }
}

/** Remembers which span an answer or a stream belongs to, for as long as someone holds it. */
export function rememberSpan(answer: unknown, reference: SpanReference): void {
  if (typeof answer === 'object' && answer !== null) Marked.mark(answer, reference)
}

/** The span of a model's answer, or of its stream: to score it, to give feedback. */
export function spanOf(answer: object): SpanReference | undefined {
  return Marked.referenceOf(answer) ?? byHeaders(answer)
}

/** Google's SDK makes the answer after we saw the response, and hands the response's headers on with it. */
function byHeaders({ sdkHttpResponse }: { sdkHttpResponse?: { headers?: unknown } }): SpanReference | undefined {
  const headers = sdkHttpResponse?.headers
  return typeof headers === 'object' && headers !== null ? Marked.referenceOf(headers) : undefined
}
