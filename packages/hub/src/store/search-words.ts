import { stripVTControlCharacters } from 'node:util'
import type { MediaRecord, Plain, SpanRecord } from '@seetrain/core'

/** Characters of one text that the search looks at. */
const LONGEST_TEXT = 100_000

/** The words of a text: runs of letters and digits, without case and accents. */
export function wordsOf(text: string): string[] {
  const short = text.length > LONGEST_TEXT ? text.slice(0, LONGEST_TEXT) : text
  const plain = short.includes('\x1B') ? stripVTControlCharacters(short) : short
  return fold(plain).match(/[\p{L}\p{N}]+/gu) ?? []
}

function fold(text: string): string {
  const lower = text.toLowerCase()
  // most texts are ASCII, which has no accents
  return /[^\0-\x7F]/.test(lower) ? lower.normalize('NFKD').replace(/\p{M}/gu, '') : lower
}

/** What a search for a span looks at. */
export function textOfSpan(span: SpanRecord): string {
  const texts = [span.name]
  for (const value of [span.input, span.output, span.attributes]) if (value !== undefined) collectTexts(value, texts)
  if (span.error) texts.push(span.error.name, span.error.message)
  return texts.join(' ')
}

/** What a search for media looks at: captions, and the words of texts where they are known. */
export function textOfMedia(media: MediaRecord, texts: ReadonlyMap<string, string>): string {
  return media.items
    .flatMap(item => [item.caption, media.type === 'text' ? texts.get(item.blob.sha256) : undefined])
    .filter(text => text !== undefined)
    .join(' ')
}

function collectTexts(value: Plain, into: string[]): void {
  if (typeof value === 'string') into.push(value)
  else if (Array.isArray(value)) for (const element of value) collectTexts(element, into)
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value) && !(value instanceof Date))
    for (const member of Object.values(value)) collectTexts(member, into)
}
