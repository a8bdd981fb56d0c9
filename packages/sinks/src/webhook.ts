import { createHash, createHmac } from 'node:crypto'
import { plainToJson, type Plain, type PlainObject, type SinkDefinition } from '@seetrain/core'
import { ChatSink, isAddress, type ChatMessage, type ChatOptions, type Refusal } from './notify/chat-sink.ts'
import { fillTemplate } from './notify/fill-template.ts'
import type { News } from './notify/news.ts'
import { notificationOptions } from './notify/notification-sink.ts'
import { isText } from './sink-options.ts'

export interface WebhookSinkOptions extends ChatOptions {
  /** Messages are signed with it, as the specification Standard Webhooks says. Default: `SEETRAIN_WEBHOOK_SECRET`. */
  secret?: string
  /** Sent with each message. */
  headers?: { readonly [name: string]: string }
  /** What is sent, with `{{run.name}}` and the like in its texts. Default: all there is. */
  body?: Plain
}

/** Posts JSON to any address when a run ends or alerts. */
export class WebhookSink extends ChatSink {
  readonly id = 'webhook'
  readonly #secret: string | undefined
  readonly #headers: { readonly [name: string]: string }
  readonly #body: Plain | undefined

  constructor({ secret, headers = {}, body, ...options }: WebhookSinkOptions = {}) {
    super(options, 'SEETRAIN_WEBHOOK_URL')
    this.#secret = secret ?? process.env['SEETRAIN_WEBHOOK_SECRET']
    this.#headers = headers
    this.#body = body
  }

  protected message(news: News, now: number): ChatMessage {
    const { id, event, level, time, title, text, facts, link, run, metrics } = news
    const told = {
      type: event === 'alert' ? 'run.alert' : `run.${event}`,
      timestamp: new Date(time).toISOString(),
      data: { event, level, title, text, facts: Object.fromEntries(facts), ...(link && { link }), run, metrics },
    }
    // NaN and Infinity by their names
    const plain = plainToJson(told) as typeof told
    const body = this.#body === undefined ? plain : fillTemplate(this.#body, { ...plain, ...plain.data })
    return {
      url: this.url,
      body: Object(body) as object,
      headers: { ...this.#headers, ...this.#signature(id, now, body) },
    }
  }

  // a status is all that is agreed upon
  protected refusalOf(): Refusal | undefined {
    return undefined
  }

  #signature(newsId: string, now: number, body: unknown): { [name: string]: string } {
    const id = `msg_${createHash('sha256').update(newsId).digest('hex').slice(0, 32)}`
    const timestamp = String(Math.floor(now / 1000))
    const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp }
    if (this.#secret === undefined) return headers
    const key = this.#secret.startsWith('whsec_') ? Buffer.from(this.#secret.slice(6), 'base64') : this.#secret
    const signature = createHmac('sha256', key)
      .update(`${id}.${timestamp}.${JSON.stringify(body)}`)
      .digest('base64')
    return { ...headers, 'webhook-signature': `v1,${signature}` }
  }
}

export const definition: SinkDefinition = {
  id: 'webhook',
  create: (options: PlainObject) =>
    new WebhookSink(
      notificationOptions<Pick<WebhookSinkOptions, 'url' | 'secret' | 'headers' | 'body'>>('webhook', options, {
        url: isAddress,
        secret: isText('Give the secret as text; one that begins with whsec_ is base64.'),
        headers: value => (isHeaders(value) ? undefined : 'Give an object of names and texts.'),
        body: value =>
          typeof value === 'object' && value !== null
            ? undefined
            : 'Give an object or a list, with {{…}} in its texts.',
      }),
    ),
}

function isHeaders(value: Plain): boolean {
  const isTable = typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
  return isTable && Object.values(value).every(text => typeof text === 'string')
}
