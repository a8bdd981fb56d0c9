import type { Plain, PlainObject } from '@seetrain/core'
import { asObject, asText, given, parsed, type Loose } from '../loose.ts'

export type MessagePart = PlainObject & { type: string }

type Read = (part: Loose) => MessagePart | undefined

/** Parts by what OpenAI, Anthropic, the AI SDK, OpenInference and the GenAI conventions call them. */
const READERS: { readonly [type: string]: Read } = {
  text: readText,
  input_text: readText,
  output_text: readText,
  refusal: part => words('refusal', part['content'] ?? part['refusal']),
  reasoning: readThought,
  thinking: readThought,
  tool_call: part => toolCall(part['id'], part['name'], part['arguments']),
  'tool-call': part => toolCall(part['toolCallId'], part['toolName'], part['input'] ?? part['args']),
  tool_use: part => toolCall(part['id'], part['name'], part['input']),
  tool_call_response: part => toolAnswer(part['id'], part['response'] ?? part['result']),
  'tool-result': part => toolAnswer(part['toolCallId'], outputOf(part['output'] ?? part['result'])),
  tool_result: part => toolAnswer(part['tool_use_id'], part['content']),
  image: part => media(part, 'image'),
  image_url: part => media(part, 'image'),
  input_image: part => media(part, 'image'),
  audio: part => media(part, 'audio'),
  input_audio: part => media(part, 'audio'),
  video: part => media(part, 'video'),
  file: part => media(part, 'document'),
  document: part => media(part, 'document'),
  blob: part => bytesPart(asText(part['content']), part, asText(part['modality']) ?? 'document'),
  uri: part => part as MessagePart,
}

/** A part of a message. One of an unknown kind is kept whole. */
export function partOf(value: unknown): MessagePart {
  if (typeof value === 'string') return textPart(value)
  const part = asObject(value)
  const type = asText(part['type']) ?? ('text' in part ? 'text' : '')
  const read = Object.hasOwn(READERS, type) ? READERS[type]!(part) : undefined
  if (read !== undefined) return read
  if (type === 'generic') return part as MessagePart
  return { type: 'generic', generic_type: type, value: value as Plain }
}

export function textPart(content: string): MessagePart {
  return { type: 'text', content }
}

export function toolCall(id: unknown, name: unknown, args: unknown): MessagePart {
  return {
    type: 'tool_call',
    ...given({ id: asText(id) }),
    name: asText(name) ?? '',
    arguments: parsed((args ?? null) as Plain) ?? null,
  }
}

function toolAnswer(id: unknown, response: unknown): MessagePart {
  return { type: 'tool_call_response', ...given({ id: asText(id) }), response: (response ?? null) as Plain }
}

/** The AI SDK says with each output what it is. */
function outputOf(output: unknown): unknown {
  const { type, value } = asObject(output)
  return typeof type === 'string' && value !== undefined ? value : output
}

function readText(part: Loose): MessagePart | undefined {
  return words('text', part['content'] ?? part['text'])
}

function readThought(part: Loose): MessagePart | undefined {
  return words('reasoning', part['content'] ?? part['text'] ?? part['thinking'])
}

function words(type: string, content: unknown): MessagePart | undefined {
  return typeof content === 'string' ? { type, content } : undefined
}

/** A picture, sound or file, by its address or with its bytes. */
function media(part: Loose, modality: string): MessagePart | undefined {
  const holder = asObject(part[modality] ?? part['image_url'] ?? part['input_audio'] ?? part['source'] ?? part['file'])
  const inner = asObject(holder[modality] ?? holder)
  const address = [part['image_url'], part['url'], inner['url'], part['image'], inner['file_url']].find(
    (value): value is string => typeof value === 'string' && /^[a-z][\w+.-]*:/i.test(value),
  )
  const type = asText(part['mediaType']) ?? asText(part['mimeType']) ?? asText(inner['media_type'])
  if (address !== undefined) return addressPart(address, modality, type)
  const data = asText(part['data']) ?? asText(inner['data']) ?? asText(inner['file_data']) ?? asText(part['image'])
  if (data?.startsWith('data:')) return addressPart(data, modality, type)
  return bytesPart(data, { mime_type: type ?? formatOf(inner, modality) }, modality)
}

function formatOf({ format }: Loose, modality: string): string | undefined {
  return typeof format === 'string' ? `${modality}/${format}` : undefined
}

function addressPart(uri: string, modality: string, type: string | undefined): MessagePart {
  const inline = /^data:([^;,]*)(?:;[^,]*)?;base64,/.exec(uri.slice(0, 200))
  if (!inline) return { type: 'uri', modality: modalityOf(type, modality), ...given({ mime_type: type }), uri }
  return bytesPart(uri.slice(inline[0].length), { mime_type: inline[1] || type }, modality)!
}

/** Bytes as base64, until they are put into the blob store. */
function bytesPart(content: string | undefined, { mime_type: type }: Loose, modality: string): MessagePart | undefined {
  if (content === undefined) return undefined
  return { type: 'blob', modality: modalityOf(type, modality), mime_type: asText(type) ?? '', content }
}

function modalityOf(type: unknown, modality: string): string {
  const kind = asText(type)?.split('/')[0]
  return kind === 'image' || kind === 'audio' || kind === 'video' ? kind : modality
}
