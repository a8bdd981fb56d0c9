import type { BlobRef, Plain, PlainObject } from '@seetrain/core'
import type { CaptureMode } from '../contracts.ts'

export interface KeepRules {
  capture: CaptureMode
  maxTextLength: number
  redact(text: string): string
  storeBlob(bytes: Uint8Array, mime: string): BlobRef | undefined
}

/** What may be written of a call's words: masked, cut with a mark, bytes put into the blob store once, or only hashes. */
export function keepContent(value: Plain | undefined, rules: KeepRules): Plain | undefined {
  if (value === undefined || rules.capture === 'none') return undefined
  // lists are of messages, whose shape is ours; anything else is all words
  return keep(value, rules, Array.isArray(value) ? '' : FREE)
}

/** Members of messages and parts whose texts say what kind of thing something is, not what was said. */
const STRUCTURE = new Set(['type', 'role', 'finish_reason', 'modality', 'mime_type', 'generic_type', 'id', 'name'])
/** Members below which everything is the user's own. */
const OWN = new Set(['arguments', 'response', 'value', 'citations'])
const FREE = 'arguments'

function keep(value: Plain, rules: KeepRules, name: string): Plain {
  if (typeof value === 'string') return keepText(value, rules, name)
  if (typeof value !== 'object' || value === null || value instanceof Date || value instanceof Uint8Array) return value
  if (Array.isArray(value)) return value.map(item => keep(item, rules, name))
  if (value['type'] === 'blob' && typeof value['content'] === 'string') return keepBlob(value, value['content'], rules)
  const kept: PlainObject = {}
  const isOwn = OWN.has(name)
  for (const member of Object.keys(value)) kept[member] = keep(value[member]!, rules, isOwn ? name : member)
  return kept
}

function keepText(text: string, rules: KeepRules, name: string): Plain {
  if (rules.capture === 'hashed') return STRUCTURE.has(name) ? text : { sha256: hash(text), length: text.length }
  return cut(rules.redact(text), rules.maxTextLength)
}

/** Cuts on a code point and says so. The copy does not keep the long text alive. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  const end = isHighSurrogate(text.charCodeAt(most - 1)) ? most - 1 : most
  return `${text.slice(0, end)}… [cut: ${text.length - end} of ${text.length} characters]`
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}

function keepBlob(part: PlainObject, base64: string, rules: KeepRules): Plain {
  const rest = { ...part }
  delete rest['content']
  const bytes = Buffer.from(base64, 'base64')
  if (rules.capture === 'hashed') return { ...rest, sha256: hash(bytes), length: bytes.length }
  const mime =
    typeof part['mime_type'] === 'string' && part['mime_type'] !== '' ? part['mime_type'] : 'application/octet-stream'
  const blob = rules.storeBlob(bytes, mime)
  return blob ? { ...rest, blob: { ...blob } } : { ...rest, length: bytes.length }
}

function hash(content: string | Uint8Array): string {
  // loaded by whoever hashes: it takes longer to load than this package
  const { createHash } = process.getBuiltinModule('node:crypto')
  return createHash('sha256').update(content).digest('hex')
}
