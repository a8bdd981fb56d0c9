import { InvalidArgumentError, type SinkRun } from '@seetrain/core'
import { patientRequest } from '../http/patient-request.ts'
import type { OptionCheck } from '../sink-options.ts'
import type { News } from './news.ts'
import { NotificationSink, type NotificationOptions } from './notification-sink.ts'
import { NotToldError } from './not-told-error.ts'

export interface ChatOptions extends NotificationOptions {
  /** The address that the service gave for the chat. It is a secret. */
  url?: string
}

export interface ChatMessage {
  url: string
  body: object
  headers?: { [name: string]: string }
}

/** What an answer says against a message. */
export interface Refusal {
  reason: string
  blamesContent?: boolean
}

const AT_FAULT: readonly number[] = [400, 413, 422]

/** A service that takes a message as JSON by one request. */
export abstract class ChatSink extends NotificationSink {
  readonly #url: string | undefined
  readonly #variable: string

  /** `variable` names where the address comes from when no option gives it. */
  constructor(options: ChatOptions, variable: string) {
    super(options)
    this.#url = options.url ?? process.env[variable]
    this.#variable = variable
  }

  protected get url(): string {
    return this.#url ?? ''
  }

  protected check(): void {
    const problem = isAddress(this.url)
    // the address is a secret: it is not shown
    if (problem !== undefined)
      throw new InvalidArgumentError(`sink ${this.id}, option "url"`, undefined, `${problem} Or set ${this.#variable}.`)
  }

  protected abstract message(news: News, now: number): ChatMessage
  /** What the body of an answer says, also of one with status 200. `undefined` for a success. */
  protected abstract refusalOf(answer: { [name: string]: unknown }): Refusal | undefined

  protected async send(news: News, run: SinkRun, signal: AbortSignal): Promise<void> {
    const { url, body, headers } = this.message(news, run.clock.now())
    const response = await patientRequest(run, url, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
      body: JSON.stringify(body),
      redirect: 'error',
      signal,
    })
    const text = await response.text()
    const refusal = this.refusalOf(objectIn(text))
    if (response.ok && refusal === undefined) return
    const { reason, blamesContent = AT_FAULT.includes(response.status) } = refusal ?? {
      reason: text.replaceAll(/\s+/g, ' ').trim().slice(0, 200) || 'without a reason',
    }
    throw new NotToldError(this.id, response.ok ? reason : `it answered ${response.status}: ${reason}`, {
      blamesContent,
    })
  }
}

function objectIn(text: string): { [name: string]: unknown } {
  try {
    return Object(JSON.parse(text)) as { [name: string]: unknown }
  } catch {
    return {}
  }
}

export const isAddress: OptionCheck = value =>
  typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
    ? undefined
    : 'Give the address that the service shows for its incoming webhook.'
