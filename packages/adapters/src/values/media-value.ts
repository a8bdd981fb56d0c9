import { Media, MEDIA_CLASSES, type MediaOptions, type MediaType } from '@seetrain/core'
import { fromWandb, type WandbValue } from './wandb-value.ts'

export interface MediaValue {
  type: MediaType
  data: unknown
  options?: MediaOptions
}

/**
 * What a value says about itself, when it is a medium: one of ours; `{ _type: 'image', data, … }`, as one comes from
 * another process; the JSON of a W&B medium (`_type: 'image-file'`); or a list of media of one type.
 */
export function readMediaValue(value: unknown): MediaValue | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  if (Media.isInstance(value)) return { type: value.type, data: value }
  if (Array.isArray(value)) return readList(value)
  const { _type: type, data, ...options } = value as Record<string, unknown>
  if (typeof type !== 'string') return undefined
  const isOurs = Object.hasOwn(MEDIA_CLASSES, type) && data !== undefined
  return isOurs ? { type: type as MediaType, data, options } : fromWandb(value as WandbValue)
}

/** A figure is a picture, unless it is a plot by what it says or holds. */
export function readFigure(figure: unknown): MediaValue {
  const isPlotly = typeof figure === 'object' && figure !== null && 'layout' in figure && !ArrayBuffer.isView(figure)
  return readMediaValue(figure) ?? { type: isPlotly ? 'plot' : 'image', data: figure }
}

function readList(values: readonly unknown[]): MediaValue | undefined {
  if (typeof values[0] !== 'object') return undefined
  const members = values.map(readMediaValue)
  const [first] = members
  if (!first || members.some(member => member?.type !== first.type)) return undefined
  const media = members.map(member => member && asMedium(member))
  return { type: first.type, data: media }
}

function asMedium({ type, data, options = {} }: MediaValue): unknown {
  return Media.isInstance(data) ? data : new MEDIA_CLASSES[type](data, options)
}
