import type { PlainObject, SinkDefinition } from '@seetrain/core'
import { ChatSink, isAddress, type ChatMessage, type ChatOptions, type Refusal } from './notify/chat-sink.ts'
import { newsText, shortened, type News } from './notify/news.ts'
import { notificationOptions } from './notify/notification-sink.ts'

const COLORS = { info: '#2eb67d', warning: '#ecb22e', error: '#e01e5a' } as const
/** Slack's most characters in a section, and in one of its fields; and its most fields. */
const SECTION = 3000
const FIELD = 2000
const FIELDS = 10

/** Tells a channel of Slack, by an incoming webhook. */
export class SlackSink extends ChatSink {
  readonly id = 'slack'

  constructor(options: ChatOptions = {}) {
    super(options, 'SLACK_WEBHOOK_URL')
  }

  protected message(news: News): ChatMessage {
    const { title, text, facts, level, link } = news
    const head = [`*${escaped(title)}*`, ...(text === '' ? [] : [escaped(text)])].join('\n')
    const fields = facts.slice(0, FIELDS).map(([name, value]) => mrkdwn(`*${escaped(name)}*\n${escaped(value)}`, FIELD))
    const blocks = [
      { type: 'section', text: mrkdwn(head, SECTION), ...(fields.length > 0 && { fields }) },
      ...(link === undefined ? [] : [{ type: 'section', text: mrkdwn(`<${link}|Open the run>`, SECTION) }]),
    ]
    // the text is what a phone shows
    return {
      url: this.url,
      body: { text: escaped(newsText(news, SECTION)), attachments: [{ color: COLORS[level], blocks }] },
    }
  }

  // Slack answers "ok" or the name of an error, with a status to match
  protected refusalOf(): Refusal | undefined {
    return undefined
  }
}

function mrkdwn(text: string, longest: number): object {
  return { type: 'mrkdwn', text: shortened(text, longest) }
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

export const definition: SinkDefinition = {
  id: 'slack',
  create: (options: PlainObject) =>
    new SlackSink(notificationOptions<Pick<ChatOptions, 'url'>>('slack', options, { url: isAddress })),
}
