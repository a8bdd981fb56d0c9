import type { AlertLevel } from '@seetrain/core'

/** What is told. */
export const EVENTS = ['finished', 'failed', 'killed', 'alert'] as const
export type NewsEvent = (typeof EVENTS)[number]

/** One thing to tell about a run, for every service alike. */
export interface News {
  /** The same when it is told again. */
  id: string
  event: NewsEvent
  level: AlertLevel
  time: number
  title: string
  /** What an alert or an error says; empty when there is nothing. */
  text: string
  /** Names and values: project, duration, metrics. */
  facts: readonly (readonly [name: string, value: string])[]
  link?: string
  run: { id: string; name: string; project: string; group?: string; tags?: readonly string[] }
  metrics: { readonly [key: string]: number }
}

/** The whole of it as lines of text, within a number of characters. */
export function newsText(news: News, longest: number): string {
  const facts = news.facts.map(([name, value]) => `${name}: ${value}`)
  const rest = [...facts, ...(news.link === undefined ? [] : [news.link])]
  const room = longest - [news.title, ...rest].join('\n').length - 1
  const text = shortened(news.text, Math.max(0, room))
  return shortened([news.title, ...(text === '' ? [] : [text]), ...rest].join('\n'), longest)
}

/** Cut to a number of UTF-16 units, never inside a character. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  return longest < 1 ? '' : `${text.slice(0, longest - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
}
