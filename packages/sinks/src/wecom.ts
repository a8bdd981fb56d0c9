import type { PlainObject, SinkDefinition } from '@seetrain/core'
import { ChatSink, isAddress, type ChatMessage, type ChatOptions, type Refusal } from './notify/chat-sink.ts'
import type { News } from './notify/news.ts'
import { notificationOptions } from './notify/notification-sink.ts'

/** WeCom counts bytes. */
const LONGEST_BYTES = 4096
const COLORS = { info: 'info', warning: 'warning', error: 'warning' } as const
/** What is in the message is at fault: its type, empty, too long. */
const AT_FAULT: readonly unknown[] = [40008, 44004, 45002]

/** Tells a group of WeCom, by a group robot. */
export class WecomSink extends ChatSink {
  readonly id = 'wecom'

  constructor(options: ChatOptions = {}) {
    super(options, 'WECOM_WEBHOOK_URL')
  }

  protected message({ title, text, facts, level, link }: News): ChatMessage {
    const head = `**<font color="${COLORS[level]}">${title}</font>**`
    const rest = [
      ...facts.map(([name, value]) => `> ${name}: ${value}`),
      ...(link === undefined ? [] : [`[${link}](${link})`]),
    ]
    const room = LONGEST_BYTES - Buffer.byteLength([head, '', ...rest].join('\n'))
    const lines = [head, ...(text === '' ? [] : [firstBytes(text, Math.max(0, room))]), ...rest]
    const content = firstBytes(lines.join('\n'), LONGEST_BYTES)
    return { url: this.url, body: { msgtype: 'markdown', markdown: { content } } }
  }

  protected refusalOf({ errcode = 0, errmsg }: { [name: string]: unknown }): Refusal | undefined {
    if (errcode === 0) return undefined
    return { reason: `${String(errmsg)} (${String(errcode)})`, blamesContent: AT_FAULT.includes(errcode) }
  }
}

/** Cut to a number of bytes, never inside a character. */
function firstBytes(text: string, most: number): string {
  const bytes = Buffer.from(text)
  if (bytes.length <= most) return text
  const cut = bytes.subarray(0, Math.max(0, most - 3)).toString('utf8')
  return `${cut.replace(/\uFFFD+$/, '')}…`
}

export const definition: SinkDefinition = {
  id: 'wecom',
  create: (options: PlainObject) =>
    new WecomSink(notificationOptions<Pick<ChatOptions, 'url'>>('wecom', options, { url: isAddress })),
}
