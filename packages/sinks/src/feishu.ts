import { createHmac } from 'node:crypto'
import type { PlainObject, SinkDefinition } from '@seetrain/core'
import { ChatSink, type ChatMessage, type Refusal } from './notify/chat-sink.ts'
import { shortened, type News } from './notify/news.ts'
import { notificationOptions } from './notify/notification-sink.ts'
import { SIGNED_CHAT_CHECKS, withKeyword, type SignedChatOptions } from './notify/signed-chat-options.ts'

const LONGEST_TEXT = 8000
/** What is in the message is at fault: a request that can not be read, a wrong parameter. */
const AT_FAULT: readonly unknown[] = [9499, 19002]

/** Tells a group of Feishu or Lark, by a custom bot. */
export class FeishuSink extends ChatSink {
  readonly id = 'feishu'
  readonly #secret: string | undefined
  readonly #keyword: string | undefined

  constructor({ secret, keyword, ...options }: SignedChatOptions = {}) {
    super(options, 'FEISHU_WEBHOOK_URL')
    this.#secret = secret ?? process.env['FEISHU_WEBHOOK_SECRET']
    this.#keyword = keyword
  }

  protected message({ title, text, facts, link }: News, now: number): ChatMessage {
    const lines = [...(text === '' ? [] : [shortened(text, LONGEST_TEXT)]), ...facts.map(fact => fact.join(': '))]
    const content: object[][] = lines.map(line => [{ tag: 'text', text: line }])
    if (link !== undefined) content.push([{ tag: 'a', text: link, href: link }])
    const post = { zh_cn: { title: withKeyword(title, this.#keyword), content } }
    const body = { msg_type: 'post', content: { post } }
    return { url: this.url, body: { ...this.#signature(now), ...body } }
  }

  protected refusalOf({ code, StatusCode, msg, StatusMessage }: { [name: string]: unknown }): Refusal | undefined {
    const number = code ?? StatusCode ?? 0
    if (number === 0) return undefined
    return { reason: `${String(msg ?? StatusMessage)} (${String(number)})`, blamesContent: AT_FAULT.includes(number) }
  }

  // of nothing, with time and secret as the key
  #signature(now: number): object {
    if (this.#secret === undefined) return {}
    const timestamp = String(Math.floor(now / 1000))
    return { timestamp, sign: createHmac('sha256', `${timestamp}\n${this.#secret}`).digest('base64') }
  }
}

export const definition: SinkDefinition = {
  id: 'feishu',
  create: (options: PlainObject) =>
    new FeishuSink(
      notificationOptions<Pick<SignedChatOptions, keyof typeof SIGNED_CHAT_CHECKS>>(
        'feishu',
        options,
        SIGNED_CHAT_CHECKS,
      ),
    ),
}
