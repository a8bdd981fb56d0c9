import type { Message, MessagePart } from '../contracts.ts'
import { asList, asObject, asText, copyPlain, given, parsed, type Loose } from './read.ts'

const MODALITIES: { readonly [type: string]: string } = {
  image_url: 'image',
  input_image: 'image',
  input_audio: 'audio',
  file: 'document',
  input_file: 'document',
  video_url: 'video',
}

/** Content as the chat and responses endpoints write it: a text, or a list of typed parts. */
export function openaiParts(content: unknown): MessagePart[] {
  if (typeof content === 'string') return [{ type: 'text', content }]
  return asList(content).map(part => onePart(asObject(part)))
}

function onePart(part: Loose): MessagePart {
  const type = asText(part['type']) ?? ''
  const text = asText(part['text'])
  if (text !== undefined) return { type: type.includes('reasoning') ? 'reasoning' : 'text', content: text }
  if (type === 'refusal') return { type: 'refusal', content: asText(part['refusal']) ?? '' }
  const modality = MODALITIES[type]
  return modality === undefined
    ? { type: 'generic', generic_type: type, value: copyPlain(part) }
    : media(part, modality)
}

function media(part: Loose, modality: string): MessagePart {
  const address = part['image_url'] ?? part['video_url'] ?? part['file_url']
  const uri = asText(address) ?? asText(asObject(address)['url'])
  if (uri !== undefined) return mediaAt(uri, modality)
  const holder = asObject(part['input_audio'] ?? part['file'] ?? part)
  const data = asText(holder['data']) ?? asText(holder['file_data'])
  const format = asText(holder['format'])
  if (data?.startsWith('data:')) return mediaAt(data, modality)
  if (data !== undefined)
    return { type: 'blob', modality, mime_type: format ? `${modality}/${format}` : '', content: data }
  return { type: 'file', modality, ...given({ file_id: asText(holder['file_id']) }) }
}

/** A picture or a document by its address; one that carries its bytes in the address becomes a blob. */
export function mediaAt(uri: string, modality: string): MessagePart {
  const inline = /^data:([^;,]*)(?:;[^,]*)?;base64,/.exec(uri.slice(0, 200))
  if (!inline) return { type: 'uri', modality, uri }
  return { type: 'blob', modality, mime_type: inline[1] ?? '', content: uri.slice(inline[0].length) }
}

export function toolCall(id: unknown, name: unknown, args: unknown): MessagePart {
  return {
    type: 'tool_call',
    ...given({ id: asText(id) }),
    name: asText(name) ?? '',
    arguments: typeof args === 'string' ? parsed(args) : copyPlain(args ?? null),
  }
}

/** A message of the chat endpoint, of a request or an answer. */
export function chatMessage(message: Loose): Message {
  const role = asText(message['role']) ?? 'assistant'
  const content = openaiParts(message['content'])
  const parts = role === 'tool' ? [toolResponse(message['tool_call_id'], content)] : content
  const thoughts = asText(message['reasoning_content']) ?? asText(message['reasoning'])
  if (thoughts) parts.unshift({ type: 'reasoning', content: thoughts })
  const refusal = asText(message['refusal'])
  if (refusal) parts.push({ type: 'refusal', content: refusal })
  for (const call of asList(message['tool_calls']).map(asObject)) parts.push(chatToolCall(call))
  const audio = asObject(message['audio'])
  const transcript = asText(audio['transcript'])
  if (transcript !== undefined) parts.push({ type: 'text', content: transcript, modality: 'audio' })
  return { role, parts, ...given({ name: asText(message['name']) }) }
}

function chatToolCall(call: Loose): MessagePart {
  const named = asObject(call['function'] ?? call['custom'])
  return toolCall(call['id'], named['name'], named['arguments'] ?? named['input'])
}

function toolResponse(id: unknown, content: MessagePart[]): MessagePart {
  const texts = content.filter(part => part.type === 'text')
  const response = texts.length === content.length ? texts.map(part => part['content']).join('') : content
  return { type: 'tool_call_response', ...given({ id: asText(id) }), response }
}
