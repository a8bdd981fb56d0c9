import { InvalidArgumentError, type PlainObject, type SinkDefinition } from '@seetrain/core'
import { ChatSink, isAddress, type ChatMessage, type ChatOptions, type Refusal } from './notify/chat-sink.ts'
import { shortened, type News } from './notify/news.ts'
import { notificationOptions } from './notify/notification-sink.ts'
import { isText } from './sink-options.ts'

export interface TelegramSinkOptions extends ChatOptions {
  /** Of the bot. Default: `TELEGRAM_BOT_TOKEN`. */
  token?: string
  /** Number of a chat, or `@name` of a channel. Default: `TELEGRAM_CHAT_ID`. */
  chat?: string
  /** A topic of a group. */
  thread?: number
}

/** Telegram's most characters, counted without the marks. */
const LONGEST = 4096

/** Tells a chat of Telegram, by a bot. `url` is another server of Telegram's Bot API. */
export class TelegramSink extends ChatSink {
  readonly id = 'telegram'
  readonly #token: string
  readonly #chat: string
  readonly #thread: number | undefined

  constructor({ url = 'https://api.telegram.org', token, chat, thread, ...options }: TelegramSinkOptions = {}) {
    super({ ...options, url }, 'TELEGRAM_API_URL')
    this.#token = token ?? process.env['TELEGRAM_BOT_TOKEN'] ?? ''
    this.#chat = chat ?? process.env['TELEGRAM_CHAT_ID'] ?? ''
    this.#thread = thread
  }

  protected override check(): void {
    super.check()
    const needed = { token: this.#token, chat: this.#chat }
    for (const [name, value] of Object.entries(needed))
      if (value === '')
        throw new InvalidArgumentError(
          `sink telegram, option "${name}"`,
          undefined,
          'Give it, or set TELEGRAM_BOT_TOKEN (@BotFather has it) and TELEGRAM_CHAT_ID.',
        )
  }

  protected message({ title, text, facts, link }: News): ChatMessage {
    const lines = facts.map(([name, value]) => `${escaped(name)}: <code>${escaped(value)}</code>`)
    const room = LONGEST - [title, ...facts.flat(), link ?? ''].join('   ').length
    const html = [
      `<b>${escaped(title)}</b>`,
      ...(text === '' ? [] : [escaped(shortened(text, Math.max(0, room)))]),
      ...lines,
      ...(link === undefined ? [] : [escaped(link)]),
    ].join('\n')
    return {
      url: `${this.url.replace(/\/+$/, '')}/bot${this.#token}/sendMessage`,
      body: {
        chat_id: this.#chat,
        ...(this.#thread !== undefined && { message_thread_id: this.#thread }),
        text: html,
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
      },
    }
  }

  protected refusalOf({ ok, description }: { [name: string]: unknown }): Refusal | undefined {
    if (ok !== false) return undefined
    const reason = String(description)
    // 400 is also the answer for a chat that the bot is not in
    return { reason, blamesContent: /parse entities|too long|text is empty/i.test(reason) }
  }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export const definition: SinkDefinition = {
  id: 'telegram',
  create: (options: PlainObject) =>
    new TelegramSink(
      notificationOptions<Pick<TelegramSinkOptions, 'url' | 'token' | 'chat' | 'thread'>>('telegram', options, {
        url: isAddress,
        token: isText('Give the token of the bot as text.'),
        chat: isText('Give the number of the chat, or @name of a channel, as text.'),
        thread: value => (Number.isSafeInteger(value) ? undefined : 'Give the number of the topic.'),
      }),
    ),
}
