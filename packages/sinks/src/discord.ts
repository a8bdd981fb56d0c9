import type { PlainObject, SinkDefinition } from '@seetrain/core'
import { ChatSink, isAddress, type ChatMessage, type ChatOptions, type Refusal } from './notify/chat-sink.ts'
import { shortened, type News } from './notify/news.ts'
import { notificationOptions } from './notify/notification-sink.ts'

const COLORS = { info: 0x57f287, warning: 0xfee75c, error: 0xed4245 } as const
const TITLE = 256
const DESCRIPTION = 4000
const FIELD_NAME = 256
const FIELD_VALUE = 1024
const FIELDS = 25

/** Tells a channel of Discord, by its webhook. */
export class DiscordSink extends ChatSink {
  readonly id = 'discord'

  constructor(options: ChatOptions = {}) {
    super(options, 'DISCORD_WEBHOOK_URL')
  }

  protected message({ title, text, facts, level, link, time }: News): ChatMessage {
    const embed = {
      title: shortened(title, TITLE),
      ...(text !== '' && { description: shortened(text, DESCRIPTION) }),
      ...(link !== undefined && { url: link }),
      color: COLORS[level],
      timestamp: new Date(time).toISOString(),
      fields: facts.slice(0, FIELDS).map(([name, value]) => ({
        name: shortened(name, FIELD_NAME),
        value: shortened(value, FIELD_VALUE) || '–',
        inline: true,
      })),
    }
    // a run's name must not call everybody
    return { url: this.url, body: { embeds: [embed], allowed_mentions: { parse: [] } } }
  }

  protected refusalOf({ message, code }: { [name: string]: unknown }): Refusal | undefined {
    if (typeof message !== 'string') return undefined
    // 50035: what was sent is not as it should be
    return { reason: `${message} (${String(code)})`, blamesContent: code === 50035 }
  }
}

export const definition: SinkDefinition = {
  id: 'discord',
  create: (options: PlainObject) =>
    new DiscordSink(notificationOptions<Pick<ChatOptions, 'url'>>('discord', options, { url: isAddress })),
}
