import {
  maskSecrets,
  systemClock,
  toldCalls,
  type Clock,
  type ErrorInfo,
  type Plain,
  type PlainObject,
  type Run,
  type SpanRecord,
  type ToldCall,
} from '@seetrain/core'
import { contentOf } from './content.ts'

export interface SpanBookOptions {
  /** False leaves out what was said: inputs, outputs, messages of errors. Default true. */
  content?: boolean | undefined
  clock?: Clock | undefined
  /** Milliseconds of a clock that never jumps. */
  ticks?: (() => number) | undefined
}

export interface SpanStart {
  name: string
  /** `llm`, `chain`, `tool`, … */
  kind: string
  /** The id of the work around it, as the framework tells it. */
  parent?: string | undefined
  attributes?: PlainObject
  input?: unknown
  /** Somebody else records it, and is told where it belongs; nothing is recorded here. */
  isElsewhere?: boolean
}

export interface SpanEnd {
  attributes?: PlainObject
  output?: unknown
  error?: unknown
  status?: SpanRecord['status']
}

interface OpenSpan {
  record: Omit<SpanRecord, 'endTime' | 'status'>
  ticks: number
  /** A call of a model: whoever listens to the SDK below hears of it, and may record it in our place. */
  told: ToldCall | undefined
  isElsewhere: boolean
}

/** Work whose end is never told is let go, the oldest first. */
const MOST_OPEN = 10_000
const MOST_EVENTS = 100

/**
 * Spans that a framework begins and ends by ids of its own, mostly UUIDs. The ids of the records are made of those, so
 * the same work has the same ids wherever it is told.
 */
export class SpanBook {
  readonly #run: Run
  readonly #keepsContent: boolean
  readonly #clock: Clock
  readonly #ticks: () => number
  readonly #open = new Map<string, OpenSpan>()

  constructor(run: Run, { content = true, clock = systemClock, ticks = () => performance.now() }: SpanBookOptions) {
    this.#run = run
    this.#keepsContent = content
    this.#clock = clock
    this.#ticks = ticks
  }

  begin(id: string, { name, kind, parent, attributes = {}, input, isElsewhere = false }: SpanStart): void {
    const outer = parent === undefined ? undefined : this.#open.get(parent)?.record
    const record: OpenSpan['record'] = {
      kind: 'span',
      time: this.#clock.now(),
      traceId: outer?.traceId ?? hex(id).padStart(32, '0').slice(-32),
      spanId: hex(id).padStart(16, '0').slice(-16),
      ...(outer && { parentId: outer.spanId }),
      name,
      spanKind: kind,
      attributes: { ...attributes },
      ...this.#words('input', input),
    }
    const told = kind === 'llm' ? this.#tell(record, input) : undefined
    this.#open.set(id, { record, ticks: this.#ticks(), told, isElsewhere })
    if (this.#open.size > MOST_OPEN) this.end(this.#open.keys().next().value!, { status: 'aborted' })
  }

  has(id: string): boolean {
    return this.#open.has(id)
  }

  /** Keeps the seconds since the beginning as an attribute, the first time. */
  first(id: string, attribute: string): void {
    const open = this.#open.get(id)
    if (open) open.record.attributes[attribute] ??= (this.#ticks() - open.ticks) / 1000
  }

  /** Something that happened within; of many the first are kept. */
  event(id: string, name: string, attributes?: object): void {
    const record = this.#open.get(id)?.record
    if (!record || (record.events?.length ?? 0) >= MOST_EVENTS) return
    const kept = attributes && this.#keepsContent ? (contentOf(attributes) as PlainObject) : undefined
    record.events = [...(record.events ?? []), { name, time: this.#clock.now(), ...(kept && { attributes: kept }) }]
  }

  end(id: string, { attributes = {}, output, error, status }: SpanEnd = {}): void {
    const open = this.#open.get(id)
    if (!open) return
    this.#open.delete(id)
    const { record, told, isElsewhere } = open
    Object.assign(record.attributes, attributes)
    const failure = error === undefined ? undefined : this.#errorOf(error)
    if (failure) record.attributes['error.type'] = failure.name
    const span: SpanRecord = {
      ...record,
      endTime: record.time + (this.#ticks() - open.ticks),
      status: status ?? (failure === undefined ? 'ok' : isAbort(error) ? 'aborted' : 'error'),
      ...this.#words('output', output),
      ...(failure && { error: failure }),
    }
    // behind the record of the SDK's call, which ended before
    this.#run.logSpan(() => ((told && toldCalls.forget(told)) || isElsewhere ? undefined : span))
  }

  /** Ends what is still open: the framework did not say how it ended. */
  abandon(): void {
    for (const id of [...this.#open.keys()].reverse()) this.end(id, { status: 'aborted' })
  }

  #tell({ traceId, parentId, attributes }: OpenSpan['record'], input: unknown): ToldCall {
    // the SDK's listener has better words for what both know
    const own = Object.entries(attributes).filter(([name]) => !name.startsWith('gen_ai.'))
    const told = { run: this.#run, traceId, parentId, attributes: Object.fromEntries(own) }
    toldCalls.tell(told, input)
    return told
  }

  #words(member: 'input' | 'output', value: unknown): { [member: string]: Plain } {
    return value === undefined || !this.#keepsContent ? {} : { [member]: contentOf(value) }
  }

  #errorOf(error: unknown): ErrorInfo {
    const { name, message, stack, code } = Object(error) as Partial<Error> & { code?: unknown }
    const kept = this.#keepsContent
    return {
      name: String(name ?? 'Thrown'),
      message: kept ? maskSecrets(String(message ?? error)) : '',
      ...(kept && typeof stack === 'string' && { stack: maskSecrets(stack) }),
      ...((typeof code === 'string' || typeof code === 'number') && { code: String(code) }),
    }
  }
}

/** The same work under two names: an aborted call is no failure. */
function isAbort(error: unknown): boolean {
  return (Object(error) as { name?: unknown }).name === 'AbortError'
}

/** The hexadecimal digits of an id; of one that has too few, those of its bytes. */
function hex(id: string): string {
  const digits = id.replaceAll('-', '').toLowerCase()
  return /^[0-9a-f]{16,}$/.test(digits) ? digits : Buffer.from(id).toString('hex')
}
