import type { Run, SpanRecord } from '@seetrain/core'
import type { AutologOptions, CaptureMode } from '../contracts.ts'
import type { KeepRules } from './keep-content.ts'
import { redactor } from './redact.ts'

/** Longest text of one part, when nothing else is said. */
export const MOST_TEXT = 262_144
const SHORTEST_KEY = 8

/** How one call's words are kept. The secrets of its client are masked wherever they appear. */
export function keepRules(
  { capture = 'full', redact = ['secrets'], maxTextLength = MOST_TEXT }: AutologOptions,
  call: { run: Run; client: object; capture: CaptureMode | undefined },
): KeepRules {
  return {
    capture: call.capture ?? capture,
    maxTextLength,
    redact: redactor(redact, keysOf(call.client)),
    storeBlob: (bytes, mime) => call.run.storeBlob(bytes, mime),
  }
}

const KEYS = ['apiKey', 'authToken', 'adminAPIKey', 'webhookSecret', 'token']
/** Where clients keep what they were made with. */
const HOLDERS = ['_options', 'clientOptions', 'options']

/** By client, and by the key that it had: a program may give its client another one. */
const known = new WeakMap<object, { apiKey: unknown; keys: string[] }>()

function keysOf(client: object): string[] {
  const apiKey: unknown = Reflect.get(client, 'apiKey')
  const before = known.get(client)
  if (before && before.apiKey === apiKey) return before.keys
  const keys = readKeys(client)
  known.set(client, { apiKey, keys })
  return keys
}

function readKeys(client: object): string[] {
  return [client, ...HOLDERS.map(name => Object(Reflect.get(client, name)) as object)]
    .flatMap(holder => KEYS.map(name => Reflect.get(holder, name) as unknown))
    .filter(value => typeof value === 'string')
    .filter(value => value.length >= SHORTEST_KEY)
}

/** The user's own look at a span. When it fails, the numbers stay and the words go. */
export function withMask(
  span: SpanRecord,
  mask: AutologOptions['mask'],
  failed: (error: unknown) => void,
): SpanRecord | undefined {
  if (!mask) return span
  try {
    return mask(span)
  } catch (error) {
    failed(error)
    const attributes = Object.entries(span.attributes).filter(([, value]) => typeof value !== 'object')
    const bare: SpanRecord = { ...span, attributes: Object.fromEntries(attributes) }
    delete bare.input
    delete bare.output
    if (bare.error) bare.error = { name: bare.error.name, message: '' }
    return bare
  }
}
