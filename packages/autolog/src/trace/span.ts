import {
  activeRun,
  maskSecrets,
  systemClock,
  type Plain,
  type PlainObject,
  type Run,
  type SpanRecord,
} from '@seetrain/core'
import { keepContent } from '../privacy/keep-content.ts'
import { MOST_TEXT } from '../privacy/rules.ts'
import { isAbort } from '../call/is-abort.ts'
import { contextAttributes } from './context-attributes.ts'
import { currentContext, inContext, type TraceContext } from './context.ts'
import { traceIds } from './trace-ids.ts'
import { recordable } from './recordable.ts'
import { writeTraceparent } from './traceparent.ts'

const RULES = { maxTextLength: MOST_TEXT, redact: maskSecrets, storeBlob: () => undefined }

/** Where a span is found again: to score it, to continue its trace elsewhere. */
export interface SpanReference {
  readonly traceId: string
  readonly spanId: string
  readonly run?: Run | undefined
}

export interface SpanOptions {
  /** `function`, `tool`, `retriever`, `agent`, `chain`, or any word. Default: `function`. */
  kind?: string
  input?: unknown
  attributes?: object
}

/** A piece of work of the user's own, while it goes on. Recorded once, when it ends. */
export class Span implements SpanReference {
  readonly traceId: string
  readonly spanId: string
  readonly name: string
  /** The run it goes to; undefined when there is none, and then nothing is recorded. */
  readonly run: Run | undefined
  readonly #outer: TraceContext
  readonly #context: TraceContext
  readonly #kind: string
  readonly #start = systemClock.now()
  readonly #ticks = performance.now()
  readonly #attributes: PlainObject
  readonly #events: NonNullable<SpanRecord['events']> = []
  #input: Plain | undefined
  #output: Plain | undefined
  #ended = false

  constructor(name: string, { kind = 'function', input, attributes = {} }: SpanOptions = {}) {
    const outer = currentContext()
    this.name = name
    this.run = outer.run ?? activeRun()
    this.traceId = outer.traceId ?? traceIds.hex(16)
    this.spanId = traceIds.hex(8)
    this.#outer = outer
    this.#context = { ...outer, traceId: this.traceId, spanId: this.spanId }
    this.#kind = kind
    this.#attributes = recordable(attributes) as PlainObject
    if (input !== undefined) this.#input = recordable(input)
  }

  /** Runs work inside this span: what it starts becomes a child. */
  within<T>(work: () => T): T {
    return inContext(this.#context, work)
  }

  set(attributes: object): this {
    Object.assign(this.#attributes, recordable(attributes))
    return this
  }

  setInput(input: unknown): this {
    this.#input = recordable(input)
    return this
  }

  setOutput(output: unknown): this {
    this.#output = recordable(output)
    return this
  }

  event(name: string, attributes?: object): this {
    const plain = attributes && (recordable(attributes) as PlainObject)
    this.#events.push({ name, time: systemClock.now(), ...(plain && { attributes: plain }) })
    return this
  }

  /** For the header `traceparent` of a request that continues this trace elsewhere. */
  get traceparent(): string {
    return writeTraceparent(this.traceId, this.spanId, this.#outer.sampled !== false)
  }

  /** The first end counts. */
  end(error?: unknown): void {
    if (this.#ended) return
    this.#ended = true
    const endTicks = performance.now()
    if (this.#outer.sampled !== false || error !== undefined) this.run?.logSpan(() => this.#record(error, endTicks))
  }

  [Symbol.dispose](): void {
    this.end()
  }

  #record(error: unknown, endTicks: number): SpanRecord {
    const { spanId: parent, capture = 'full' } = this.#outer
    const keeps = capture === 'full'
    const input = keepContent(this.#input, { ...RULES, capture })
    const output = keepContent(this.#output, { ...RULES, capture })
    return {
      kind: 'span',
      time: this.#start,
      endTime: this.#start + (endTicks - this.#ticks),
      traceId: this.traceId,
      spanId: this.spanId,
      ...(parent !== undefined && { parentId: parent }),
      name: this.name,
      spanKind: this.#kind,
      status: error === undefined ? 'ok' : isAbort(error) ? 'aborted' : 'error',
      ...(error !== undefined && { error: errorOf(error, keeps) }),
      attributes: { ...contextAttributes(this.#outer), ...this.#attributes },
      ...(input !== undefined && { input }),
      ...(output !== undefined && { output }),
      ...(this.#events.length > 0 && { events: this.#events }),
    }
  }
}

function errorOf(error: unknown, keeps: boolean): NonNullable<SpanRecord['error']> {
  const { name = 'Thrown', message, stack } = Object(error) as Partial<Error>
  if (!keeps) return { name: String(name), message: '' }
  return {
    name: String(name),
    message: maskSecrets(String(message ?? error)),
    ...(stack !== undefined && { stack: maskSecrets(String(stack)) }),
  }
}
