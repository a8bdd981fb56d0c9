import type { Json } from '../api/wire.ts'
import { readMessages, type ShownPart } from './messages.ts'

/** What went in or came out as one text, so that two can be compared word by word. */
export function messageText(value: Json | undefined): string {
  if (value === undefined || value === null) return ''
  const messages = readMessages(value)
  if (!messages) return JSON.stringify(value, undefined, 2)
  return messages
    .map(({ role, parts }) => [role && `${role}:`, ...parts.map(partText)].filter(text => text !== '').join('\n'))
    .join('\n\n')
}

function partText(part: ShownPart): string {
  if (part.kind === 'text') return part.text
  if (part.kind === 'thought') return `(thinks) ${part.text}`
  if (part.kind === 'picture' || part.kind === 'sound' || part.kind === 'file') return `(a ${part.kind})`
  if (part.kind === 'link') return part.address
  if (part.kind === 'hidden') return `(${part.length} characters that were not recorded)`
  if (part.kind === 'call') return `(calls ${part.name}) ${wordsOf(part.value)}`
  if (part.kind === 'result') return `(result) ${wordsOf(part.value)}`
  return wordsOf(part.value)
}

function wordsOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
