import { plainToJson, type BlobStore, type Plain, type PlainObject, type SpanRecord } from '@seetrain/core'
import { isMessages, type Message } from './messages.ts'

export interface ContentOptions {
  blobs: Pick<BlobStore, 'has' | 'get'>
  largestBlob: number | undefined
}

const LARGEST_BLOB = 256 * 1024

/** What went in and came out: messages and tool calls by the GenAI conventions, anything else as OpenInference names it. */
export function contentAttributes({ spanKind, input, output }: SpanRecord, options: ContentOptions): PlainObject {
  return {
    ...sideOf(input, spanKind, INPUT, options),
    ...sideOf(output, spanKind, OUTPUT, options),
  }
}

interface SideNames {
  messages: string
  tool: string
  plain: string
}

const INPUT: SideNames = {
  messages: 'gen_ai.input.messages',
  tool: 'gen_ai.tool.call.arguments',
  plain: 'input',
}
const OUTPUT: SideNames = {
  messages: 'gen_ai.output.messages',
  tool: 'gen_ai.tool.call.result',
  plain: 'output',
}

function sideOf(value: Plain | undefined, spanKind: string, names: SideNames, options: ContentOptions): PlainObject {
  if (value === undefined) return {}
  if (isMessages(value)) return { [names.messages]: jsonText(value.map(message => withBytes(message, options))) }
  const isText = typeof value === 'string'
  const text = isText ? value : jsonText(value)
  return {
    [`${names.plain}.value`]: text,
    [`${names.plain}.mime_type`]: isText ? 'text/plain' : 'application/json',
    ...(spanKind === 'tool' && { [names.tool]: text }),
  }
}

export function jsonText(value: unknown): string {
  return JSON.stringify(plainToJson(value))
}

/** The receiver has other blobs: small ones go along, of larger ones it gets the name and the size. */
function withBytes(message: Message, { blobs, largestBlob = LARGEST_BLOB }: ContentOptions): PlainObject {
  const parts = message.parts.map(part => {
    const blob = part['blob'] as { sha256?: unknown; size?: unknown } | undefined
    if (part.type !== 'blob' || typeof blob?.sha256 !== 'string' || Number(blob.size) > largestBlob) return part
    if (!blobs.has(blob.sha256)) return part
    const content = Buffer.from(blobs.get(blob.sha256)).toString('base64')
    const rest = Object.entries(part).filter(([name]) => name !== 'blob')
    return { ...Object.fromEntries(rest), content }
  })
  return { ...message, parts }
}
