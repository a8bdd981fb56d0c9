import { InvalidArgumentError, type AdapterOptions } from '@seetrain/core'
import type { AutologOptions } from './contracts.ts'
import { REDACTION_PATTERNS } from './privacy/redact.ts'

/** Names of the options that are autolog's own; every other one is the run's. */
export const AUTOLOG_OPTIONS = [
  'capture',
  'redact',
  'mask',
  'sampleRate',
  'maxTextLength',
  'prices',
  'codeLocation',
  'module',
  'client',
  'ports',
] as const satisfies readonly (keyof AutologOptions)[]

/** Refuses what would otherwise be noticed only when something private has been written. */
export function checkOptions(options: AdapterOptions): AutologOptions {
  const { capture, redact, mask, sampleRate, maxTextLength, prices, client } = options
  if (capture !== undefined && !['full', 'hashed', 'none'].includes(capture as string))
    throw new InvalidArgumentError('capture', capture, "Use 'full', 'hashed' or 'none'.")
  const unknown =
    redact === undefined ? undefined : asArray(redact).find(name => !REDACTION_PATTERNS.includes(name as never))
  if (unknown !== undefined)
    throw new InvalidArgumentError('redact', unknown, `Use a list of: ${REDACTION_PATTERNS.join(', ')}.`)
  if (mask !== undefined && typeof mask !== 'function')
    throw new InvalidArgumentError('mask', mask, 'Pass a function that takes a span and returns a span or undefined.')
  if (sampleRate !== undefined && !(typeof sampleRate === 'number' && sampleRate >= 0 && sampleRate <= 1))
    throw new InvalidArgumentError('sampleRate', sampleRate, 'Use a number from 0 (none) to 1 (all).')
  if (maxTextLength !== undefined && !(Number.isInteger(maxTextLength) && (maxTextLength as number) > 0))
    throw new InvalidArgumentError('maxTextLength', maxTextLength, 'Use a whole number of characters above 0.')
  for (const [model, price] of Object.entries(Object(prices ?? {}) as object)) checkPrice(model, price)
  if (client !== undefined && (typeof client !== 'object' || client === null))
    throw new InvalidArgumentError('client', client, 'Pass a client, such as new OpenAI().')
  return options
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}

function checkPrice(model: string, price: unknown): void {
  const { input, output } = Object(price) as { input?: unknown; output?: unknown }
  if (typeof input === 'number' && typeof output === 'number') return
  throw new InvalidArgumentError(`prices.${model}`, price, 'Use { input, output } in US dollars per million tokens.')
}
