import { Media, type MediaOptions, type MediaType } from '@seetrain/core'
import { fromWandb, type WandbValue } from './wandb-value.ts'

export interface MediaValue {
  type: MediaType
  data: unknown
  options?: MediaOptions
}

const TYPES: readonly string[] = [
  'image',
  'audio',
  'text',
  'video',
  'table',
  'histogram',
  'plot',
  'object3d',
  'html',
  'molecule',
] satisfies MediaType[]

/**
 * What a value says about itself, when it is a medium: one of ours or a list of them; `{ _type: 'image', data, … }`,
 * as one comes from another process; or the JSON of a W&B medium (`_type: 'image-file'`).
 */
export function readMediaValue(value: unknown): MediaValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Media.isInstance(value)) return { type: value.type, data: value }
  if (Array.isArray(value)) return readList(value)
  const { _type: type, data, ...options } = value as Record<string, unknown>
  if (typeof type !== 'string') return undefined
  const isOurs = TYPES.includes(type) && data !== undefined
  return isOurs ? { type: type as MediaType, data, options } : fromWandb(value as WandbValue)
}

function readList(values: readonly unknown[]): MediaValue | undefined {
  const first = values.length > 0 && Media.isInstance(values[0]) ? values[0] : undefined
  return first && { type: first.type, data: values }
}
