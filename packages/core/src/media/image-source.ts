import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { checkBytes, IMAGE_FORMATS } from './file-format.ts'
import { readNumericArray, typedArrayKind } from './numeric-array.ts'
import type { Options } from './options.ts'
import { PIXEL_OPTIONS, readPixels, type Pixels } from './pixels.ts'
import { readBytes, readSource, type Source } from './source.ts'

export type ImageSource = ({ kind: 'pixels' } & Pixels) | Source

const ACCEPTED = 'Pass pixels, a tensor, the bytes or the path of a PNG, JPEG, WebP or GIF file, or a list of these.'

/** Everything that can be seen as one picture; a list or four dimensions give several. Nested arrays of numbers are pixels. */
export function readImageSources(what: string, value: unknown, options: Options): ImageSource[] {
  if (isImageList(value)) {
    return value.flatMap((member, index) => readImageSources(`${what}[${index}]`, member, options))
  }
  const source = readEncoded(what, value, options)
  if (source) return [checkFile(what, source, options)]
  const array = readNumericArray(what, withShape(value, options))
  if (!array) throw new InvalidArgumentError(what, value, ACCEPTED)
  return readPixels(what, array, options).map(pixels => ({ kind: 'pixels', ...pixels }))
}

export function isImageList(value: unknown): value is readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) return false
  let leaf: unknown = value[0]
  while (Array.isArray(leaf)) leaf = leaf[0]
  return typeof leaf !== 'number' && typeof leaf !== 'boolean' && typeof leaf !== 'bigint'
}

/** Bytes without a width or shape are a file; with one they are pixels. */
function readEncoded(what: string, value: unknown, options: Options): Source | undefined {
  if (options.width !== undefined || options.shape !== undefined) {
    if (readBytes(value) && ArrayBuffer.isView(value)) return undefined
  }
  const { toBuffer, getContext, metadata } = (typeof value === 'object' && value !== null ? value : {}) as Options
  if (typeof toBuffer !== 'function') return readSource(what, value)
  if (typeof metadata === 'function') {
    throw new InvalidArgumentError(what, value, 'It can not be read at once: pass await image.png().toBuffer().')
  }
  return typeof getContext === 'function' ? readSource(what, toBuffer.call(value, 'image/png')) : undefined
}

function checkFile(what: string, source: Source, options: Options): Source {
  checkBytes(what, source, IMAGE_FORMATS, ' Raw pixels need width and height.')
  const given = PIXEL_OPTIONS.find(name => options[name] !== undefined)
  if (given === undefined) return source
  throw new InvalidArgumentError(`${what}.${given}`, options[given], 'It is for raw pixels; a file says its own.')
}

/** `{ width, height, data }`, as ImageData, pngjs and RawImage have it, said as `{ shape, data }`. */
function withShape(value: unknown, options: Options): unknown {
  if (typeof value !== 'object' || value === null || options.shape !== undefined) return value
  const { width, height, data, channels } = value as Options
  if (typeof width !== 'number' || typeof height !== 'number' || !(typedArrayKind(data) || Array.isArray(data)))
    return value
  return { data, shape: [height, width, channels ?? (data as ArrayLike<number>).length / (width * height)] }
}
