import {
  PoisonRecordError,
  type PlainObject,
  type RunRecord,
  type Sink,
  type SinkBatch,
  type SinkRun,
} from '@seetrain/core'
import { checkSinkOptions, isText, type OptionCheck } from '../sink-options.ts'
import { NewsDesk } from './news-desk.ts'
import { EVENTS, type News, type NewsEvent } from './news.ts'
import { NotToldError } from './not-told-error.ts'
import { RateLimit } from './rate-limit.ts'

/** What every sink that tells people takes. */
export interface NotificationOptions {
  /** What is told. Default: all of `finished`, `failed`, `killed`, `alert`. */
  on?: readonly NewsEvent[]
  /** Most messages of a minute; further alerts are counted and told with the next message. Default: 20. */
  perMinute?: number
  /** Address of a page about the run; `{id}` stands for the run's id. */
  link?: string
}

const CHECKS: { [name in keyof NotificationOptions]-?: OptionCheck } = {
  on: value =>
    Array.isArray(value) && value.length > 0 && value.every(word => EVENTS.includes(word as NewsEvent))
      ? undefined
      : `Pass a list of: ${EVENTS.join(', ')}.`,
  perMinute: value =>
    Number.isSafeInteger(value) && Number(value) > 0 ? undefined : 'Pass a whole number of messages from 1.',
  link: isText('Pass an address, such as https://runs.example.org/runs/{id}.'),
}

/** Checks what a user wrote for a sink that tells people: the options of all of them, and its own. */
export function notificationOptions<Own>(
  id: string,
  options: PlainObject,
  own: { [name in keyof Own]-?: OptionCheck },
): NotificationOptions & Own {
  return checkSinkOptions(id, options, { ...own, ...CHECKS }) as NotificationOptions & Own
}

/** Tells people how runs end and what alerts say. A service's own file says only how it wants a message. */
export abstract class NotificationSink implements Sink {
  abstract readonly id: string
  // no service can tell that it had a message before
  readonly redelivery = 'duplicated'
  readonly kinds = ['open', 'edit', 'metric', 'alert', 'end'] as const satisfies RunRecord['kind'][]
  readonly #options: NotificationOptions
  #run: SinkRun | undefined
  #desk: NewsDesk | undefined
  #limit: RateLimit | undefined
  /** Alerts that nobody was told of. */
  #held = 0
  /** How much of the present batch is told: a repeat tells the rest. */
  #told = { offset: -1, count: 0 }

  constructor(options: NotificationOptions) {
    this.#options = options
  }

  async open(run: SinkRun): Promise<void> {
    const { link, perMinute = 20 } = this.#options
    const { desk = {}, held = 0 } = run.state as { desk?: PlainObject; held?: number }
    this.check()
    this.#run = run
    this.#desk = new NewsDesk(run.open, link, desk)
    this.#limit = new RateLimit(perMinute, run.clock)
    this.#held = held
  }

  async deliver({ records, offset, signal, checkpoint }: SinkBatch): Promise<void> {
    if (this.#told.offset !== offset) this.#told = { offset, count: 0 }
    let place = 0
    for (const [index, record] of records.entries()) {
      const news = this.#desk!.read(record)
      if (news === undefined || !this.#isAsked(news)) continue
      if (++place <= this.#told.count) continue
      await this.#tell(news, index, signal)
      this.#told.count = place
    }
    checkpoint({ desk: this.#desk!.state, held: this.#held })
  }

  /** Throws when the options and the environment do not say where to send. */
  protected abstract check(): void
  /** Sends one message. Throws `NotToldError`. */
  protected abstract send(news: News, run: SinkRun, signal: AbortSignal): Promise<void>

  #isAsked({ event }: News): boolean {
    return this.#options.on?.includes(event) ?? true
  }

  async #tell(news: News, index: number, signal: AbortSignal): Promise<void> {
    // how a run ended is always told
    if (news.event === 'alert' && this.#limit!.isReached) {
      this.#held++
      return
    }
    const facts =
      this.#held === 0
        ? news.facts
        : [...news.facts, ['alerts that were too many to tell', String(this.#held)] as const]
    try {
      await this.send({ ...news, facts }, this.#run!, signal)
    } catch (error) {
      if (!(error instanceof NotToldError) || !error.blamesContent) throw error
      throw new PoisonRecordError(index, error.message, { cause: error })
    }
    this.#held = 0
    this.#limit!.count()
  }
}
