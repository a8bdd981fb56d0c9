import { createHmac } from 'node:crypto'
import type { PlainObject, SinkDefinition } from '@seetrain/core'
import { ChatSink, type ChatMessage, type Refusal } from './notify/chat-sink.ts'
import { shortened, type News } from './notify/news.ts'
import { notificationOptions } from './notify/notification-sink.ts'
import { SIGNED_CHAT_CHECKS, withKeyword, type SignedChatOptions } from './notify/signed-chat-options.ts'

const LONGEST_TEXT = 4000
/** What is in the message is at fault: a wrong parameter, too long. */
const AT_FAULT: readonly unknown[] = [40035, 400105, 460101]

/** Tells a group of DingTalk, by a custom robot. */
export class DingtalkSink extends ChatSink {
  readonly id = 'dingtalk'
  readonly #secret: string | undefined
  readonly #keyword: string | undefined

  constructor({ secret, keyword, ...options }: SignedChatOptions = {}) {
    super(options, 'DINGTALK_WEBHOOK_URL')
    this.#secret = secret ?? process.env['DINGTALK_WEBHOOK_SECRET']
    this.#keyword = keyword
  }

  protected message(news: News, now: number): ChatMessage {
    const title = withKeyword(news.title, this.#keyword)
    const lines = [
      `### ${title}`,
      ...(news.text === '' ? [] : [shortened(news.text, LONGEST_TEXT)]),
      ...news.facts.map(([name, value]) => `- **${name}**: ${value}`),
      ...(news.link === undefined ? [] : [`[${news.link}](${news.link})`]),
    ]
    const body = { msgtype: 'markdown', markdown: { title, text: lines.join('\n\n') } }
    return { url: this.#signed(now), body }
  }

  protected refusalOf({ errcode = 0, errmsg }: { [name: string]: unknown }): Refusal | undefined {
    if (errcode === 0) return undefined
    return { reason: `${String(errmsg)} (${String(errcode)})`, blamesContent: AT_FAULT.includes(errcode) }
  }

  #signed(now: number): string {
    if (this.#secret === undefined) return this.url
    const url = new URL(this.url)
    url.searchParams.set('timestamp', String(now))
    const signature = createHmac('sha256', this.#secret).update(`${now}\n${this.#secret}`).digest('base64')
    url.searchParams.set('sign', signature)
    return url.href
  }
}

export const definition: SinkDefinition = {
  id: 'dingtalk',
  create: (options: PlainObject) =>
    new DingtalkSink(
      notificationOptions<Pick<SignedChatOptions, keyof typeof SIGNED_CHAT_CHECKS>>(
        'dingtalk',
        options,
        SIGNED_CHAT_CHECKS,
      ),
    ),
}
