import type { Message, MessagePart } from '../contracts.ts'
import { toolCall } from './openai-parts.ts'
import { asList, asObject, asText, copyPlain, given, type Loose } from './read.ts'

/** A `Content` of Gemini: a role and parts. Its `model` is what the others call `assistant`. */
export function googleMessage(value: unknown): Message {
  const content = asObject(value)
  const role = asText(content['role']) ?? 'user'
  return {
    role: role === 'model' ? 'assistant' : role,
    parts: asList(content['parts']).map(part => onePart(asObject(part))),
  }
}

function onePart(part: Loose): MessagePart {
  const text = asText(part['text'])
  if (text !== undefined) return { type: part['thought'] === true ? 'reasoning' : 'text', content: text }
  if (part['functionCall'] !== undefined) {
    const { id, name, args } = asObject(part['functionCall'])
    return toolCall(id, name, args)
  }
  if (part['functionResponse'] !== undefined) {
    const { id, name, response } = asObject(part['functionResponse'])
    return {
      type: 'tool_call_response',
      ...given({ id: asText(id), name: asText(name) }),
      response: copyPlain(response ?? null),
    }
  }
  return mediaPart(part)
}

function mediaPart(part: Loose): MessagePart {
  const inline = asObject(part['inlineData'])
  const data = asText(inline['data'])
  if (data !== undefined) return googleBlob(data, asText(inline['mimeType']))
  const file = asObject(part['fileData'])
  const uri = asText(file['fileUri'])
  if (uri !== undefined) {
    const mime = asText(file['mimeType'])
    return { type: 'uri', modality: modalityOf(mime), uri, ...given({ mime_type: mime }) }
  }
  const [type = ''] = Object.keys(part)
  return { type: 'generic', generic_type: type, value: copyPlain(part) }
}

export function googleBlob(data: string, mime: string | undefined): MessagePart {
  return { type: 'blob', modality: modalityOf(mime), mime_type: mime ?? '', content: data }
}

export function modalityOf(mime: string | undefined): string {
  const kind = mime?.split('/')[0] ?? ''
  return ['image', 'audio', 'video'].includes(kind) ? kind : 'document'
}
