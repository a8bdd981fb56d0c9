import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import type { NumericArray } from './numeric-array.ts'
import { readChoice, readInteger, readRange, type Options } from './options.ts'

/** Eight bits per channel, rows from top to bottom, channels together: 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA. */
export interface Pixels {
  pixels: Uint8Array
  width: number
  height: number
  channels: number
  /** Values outside the range, drawn at its nearest end. */
  clipped: number
  /** NaN values, drawn as 0. */
  nan: number
}

export const PIXEL_OPTIONS = ['width', 'height', 'channels', 'shape', 'layout', 'range'] as const

interface Geometry {
  count: number
  height: number
  width: number
  channels: number
  planar: boolean
}

/** One picture, or one per leading index of four dimensions. */
export function readPixels(what: string, array: NumericArray, options: Options): Pixels[] {
  const { count, ...geometry } = readGeometry(what, array, options)
  const size = geometry.width * geometry.height * geometry.channels
  if (array.data.length !== count * size) {
    const product = [...(count > 1 ? [count] : []), geometry.height, geometry.width, geometry.channels].join(' × ')
    throw new InvalidArgumentError(what, array.data, `${product} pixels need ${count * size} values.`)
  }
  const range = readRange(`${what}.range`, options.range) ?? naturalRange(array)
  return Array.from({ length: count }, (_, index) => convert(array, index * size, geometry, range))
}

function readGeometry(what: string, array: NumericArray, options: Options): Geometry {
  const layout = readChoice(`${what}.layout`, options.layout, ['HWC', 'CHW'])
  const width = readInteger(`${what}.width`, options.width, 1)
  const height = readInteger(`${what}.height`, options.height, 1)
  const channels = readInteger(`${what}.channels`, options.channels, 1, 4)
  const shape = options.shape ?? (array.shape.length > 1 && width === undefined ? array.shape : undefined)
  if (shape !== undefined) return readShape(what, shape, layout)
  if (width === undefined)
    throw new InvalidArgumentError(`${what}.width`, width, 'Raw pixels need width and height, or shape.')
  if (height === undefined)
    throw new InvalidArgumentError(`${what}.height`, height, 'Raw pixels need width and height, or shape.')
  const inferred = channels ?? array.data.length / (width * height)
  if (![1, 2, 3, 4].includes(inferred)) {
    throw new InvalidArgumentError(
      what,
      array.data,
      `${height} × ${width} pixels need ${width * height} values per channel, 1 to 4 channels.`,
    )
  }
  return { count: 1, height, width, channels: inferred, planar: layout === 'CHW' }
}

function readShape(what: string, shape: unknown, layout: 'HWC' | 'CHW' | undefined): Geometry {
  const field = `${what}.shape`
  if (!Array.isArray(shape) || !shape.every(length => Number.isInteger(length) && length > 0)) {
    throw new InvalidArgumentError(field, shape, 'Pass an array of whole numbers above 0.')
  }
  const [first = 0, second = 0, third = 0, fourth = 0] = shape as number[]
  if (shape.length === 2) return { count: 1, height: first, width: second, channels: 1, planar: false }
  if (shape.length === 3) return { count: 1, ...orient(field, [first, second, third], layout) }
  if (shape.length === 4) return { count: first, ...orient(field, [second, third, fourth], layout) }
  throw new InvalidArgumentError(
    field,
    shape,
    `It is [${shape.join(', ')}]; a picture has 2 or 3 dimensions, a list of pictures 4.`,
  )
}

/** Without a layout, three dimensions are HWC; CHW is taken only where HWC would mean more than four channels. */
function orient(
  field: string,
  dimensions: [number, number, number],
  layout: 'HWC' | 'CHW' | undefined,
): Omit<Geometry, 'count'> {
  const [first, second, third] = dimensions
  const planar = layout === undefined ? third > 4 && first <= 4 : layout === 'CHW'
  const geometry = planar
    ? { channels: first, height: second, width: third, planar }
    : { height: first, width: second, channels: third, planar }
  if (geometry.channels <= 4) return geometry
  throw new InvalidArgumentError(
    field,
    dimensions,
    `It is [${dimensions.join(', ')}], which has ${geometry.channels} channels. Pass 1 to 4, or another layout.`,
  )
}

/** Floats mean 0 to 1, integers 0 to 255. Plain arrays do not say: they are taken for floats when nothing exceeds 1. */
function naturalRange({ data, kind }: NumericArray): readonly [number, number] {
  if (kind === 'integer') return [0, 255]
  if (kind !== 'plain') return [0, 1]
  for (let i = 0; i < data.length; i++) if (Number(data[i]) > 1) return [0, 255]
  return [0, 1]
}

function convert(
  { data }: NumericArray,
  start: number,
  { width, height, channels, planar }: Omit<Geometry, 'count'>,
  [low, high]: readonly [number, number],
): Pixels {
  const area = width * height
  const pixels = new Uint8Array(area * channels)
  const factor = 255 / (high - low)
  let clipped = 0
  let nan = 0
  for (let at = 0; at < pixels.length; at++) {
    const from = planar ? (at % channels) * area + Math.floor(at / channels) : at
    const value = (Number(data[start + from]) - low) * factor
    // half a step beyond an end is rounding, not clipping
    if (value < -0.5 || value > 255.5) clipped++
    if (Number.isNaN(value)) nan++
    else pixels[at] = value <= 0 ? 0 : value >= 255 ? 255 : Math.round(value)
  }
  return { pixels, width, height, channels, clipped, nan }
}
