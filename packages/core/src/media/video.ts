import type { MediaItem } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { checkBytes, sniff, VIDEO_FORMATS } from './file-format.ts'
import { encodeGif } from './gif.ts'
import { imageSize } from './image-size.ts'
import { readImageSources, type ImageSource } from './image-source.ts'
import { Media, type MediaContext } from './media.ts'
import { readNumericArray } from './numeric-array.ts'
import { checkOptions, readNumber, readString, type Options } from './options.ts'
import { readPixels, type Pixels } from './pixels.ts'
import { readBytes, readSource, withReader, type Source } from './source.ts'
import { filesOf, mediaItem, storeBytes, storeSource } from './store.ts'

export interface VideoOptions {
  /** Frames per second of raw frames, up to 50. Default 10. */
  fps?: number
  /** `[frames, height, width, channels]` of one typed array; gray frames may leave the channels out. */
  shape?: readonly number[]
  /** Order of one frame's dimensions. Default HWC. */
  layout?: 'HWC' | 'CHW'
  /** Values drawn as black and as full. Default: 0 to 1 for floats, 0 to 255 for integers. */
  range?: readonly [number, number]
  caption?: string
}

const KNOWN = ['fps', 'shape', 'layout', 'range', 'caption'] as const
// viewers slow down frames that are shorter than 20 ms
const MAX_FPS = 50
const MAX_SIDE = 65_535

/** A film: MP4, WebM, MOV and GIF files are kept as they are, frames become a GIF. */
export class Video extends Media {
  readonly type = 'video'
  readonly #content: Source | readonly Pixels[]
  readonly #fps: number
  readonly #caption: string | undefined

  constructor(data: unknown, options?: VideoOptions) {
    super()
    const checked = checkOptions('video', options, KNOWN)
    this.#fps = readNumber('video.fps', checked.fps, 0.01, MAX_FPS) ?? 10
    this.#caption = readString('video.caption', checked.caption)
    this.#content = readFilm(data, checked) ?? readFrames(data, checked)
  }

  encode(context: MediaContext): MediaItem[] {
    const content = this.#content
    return ['kind' in content ? this.#keepFile(context, content) : this.#encodeFrames(context, content)]
  }

  #encodeFrames(context: MediaContext, frames: readonly Pixels[]): MediaItem {
    const blob = storeBytes(context, 'video', encodeGif(frames, this.#fps), 'image/gif')
    const { width, height } = frames[0] as Pixels
    const details = {
      format: 'gif',
      width,
      height,
      frames: frames.length,
      fps: this.#fps,
      duration: frames.length / this.#fps,
    }
    return mediaItem(blob, details, this.#caption)
  }

  #keepFile(context: MediaContext, source: Source): MediaItem {
    const value = source.kind === 'file' ? source.path : source.bytes
    const { format, size } = withReader('video', source, filesOf(context), read => {
      const found = sniff('video', read, VIDEO_FORMATS, value)
      return { format: found, size: imageSize(found.name, read) }
    })
    const blob = storeSource(context, 'video', source, format.mime)
    return mediaItem(blob, { format: format.name, ...size }, this.#caption)
  }
}

function readFilm(data: unknown, options: Options): Source | undefined {
  if (options.shape !== undefined && readBytes(data)) return undefined
  const source = readSource('video', data)
  checkBytes('video', source, VIDEO_FORMATS, ' Raw frames need shape.')
  const given = source && ['fps', 'shape', 'layout', 'range'].find(name => options[name] !== undefined)
  if (given === undefined) return source
  throw new InvalidArgumentError(`video.${given}`, options[given], 'It is for raw frames; a file says its own.')
}

function readFrames(data: unknown, { layout, range, ...options }: Options): Pixels[] {
  const array = isListOfFrames(data) ? undefined : readNumericArray('video', data)
  const frames = array
    ? readPixels('video', array, { layout, range, shape: frameShape(data, options.shape ?? array.shape, layout) })
    : readImageSources('video', data, { layout, range }).map((frame, index) => requirePixels(`video[${index}]`, frame))
  return frames.map((frame, index) => checkSize(`video[${index}]`, frame, frames[0] as Pixels))
}

/** Frames of nested rows are read as one array; of typed arrays, tensors or image data, one by one. */
function isListOfFrames(data: unknown): boolean {
  return Array.isArray(data) && typeof data[0] === 'object' && !Array.isArray(data[0])
}

function frameShape(data: unknown, shape: unknown, layout: unknown): unknown {
  if (Array.isArray(shape) && shape.length === 3 && layout === undefined) return [...shape, 1]
  if (Array.isArray(shape) && shape.length === 4) return shape
  throw new InvalidArgumentError(
    'video.shape',
    shape ?? data,
    'Frames have a shape of [frames, height, width, channels].',
  )
}

function requirePixels(field: string, frame: ImageSource): Pixels {
  if (frame.kind === 'pixels') return frame
  throw new InvalidArgumentError(
    field,
    frame.kind === 'file' ? frame.path : frame.bytes,
    'Frames must be raw pixels: encoded pictures are not decoded.',
  )
}

function checkSize(field: string, frame: Pixels, { width, height }: Pixels): Pixels {
  if (width > MAX_SIDE || height > MAX_SIDE) {
    throw new InvalidArgumentError(field, Math.max(width, height), `A GIF is at most ${MAX_SIDE} pixels wide and high.`)
  }
  if (frame.width === width && frame.height === height) return frame
  throw new InvalidArgumentError(
    field,
    frame.pixels,
    `It is ${frame.width} × ${frame.height}; give it ${width} × ${height}, the size of the first frame.`,
  )
}
