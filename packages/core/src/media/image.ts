import type { BlobRef, MediaItem, PlainObject } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { IMAGE_FORMATS, sniff } from './file-format.ts'
import { readBoxes, readMasks, storeMasks, type ImageBoxes, type ImageMask, type Mask } from './image-overlays.ts'
import { imageSize } from './image-size.ts'
import { isImageList, readImageSources, type ImageSource } from './image-source.ts'
import { Media, type MediaContext } from './media.ts'
import { checkOptions, readString, type Options } from './options.ts'
import { PIXEL_OPTIONS, type Pixels } from './pixels.ts'
import { encodePng } from './png.ts'
import { withReader, type Source } from './source.ts'
import { filesOf, mediaItem, storeBytes, storeSource } from './store.ts'

export interface ImageOptions {
  /** Of raw pixels; or give `shape`. */
  width?: number
  height?: number
  /** 1 gray, 2 gray and alpha, 3 RGB, 4 RGBA. Default: as many as the values make. */
  channels?: number
  /** `[height, width]`, `[height, width, channels]`, or four dimensions for a list. */
  shape?: readonly number[]
  /** Order of three dimensions. Default HWC, or CHW where HWC would mean more than four channels. */
  layout?: 'HWC' | 'CHW'
  /** Values drawn as black and as full. Default: 0 to 1 for floats, 0 to 255 for integers. */
  range?: readonly [number, number]
  caption?: string
  /** One caption per picture of a list. */
  captions?: readonly string[]
  masks?: { [name: string]: ImageMask }
  boxes?: { [name: string]: ImageBoxes }
}

const KNOWN = [...PIXEL_OPTIONS, 'caption', 'captions', 'masks', 'boxes'] as const

/** A picture or a list of pictures: raw pixels become PNG, files are kept as they are. */
export class Image extends Media {
  readonly type = 'image'
  readonly #sources: readonly (ImageSource | Media)[]
  readonly #captions: readonly (string | undefined)[]
  readonly #masks: readonly Mask[]
  readonly #boxes: PlainObject

  constructor(data: unknown, options?: ImageOptions) {
    super()
    const checked = checkOptions('image', options, KNOWN)
    this.#sources = readSources(data, checked)
    this.#captions = readCaptions(checked, this.#sources.length)
    this.#masks = readMasks('image.masks', checked.masks)
    this.#boxes = readBoxes('image.boxes', checked.boxes)
    if (this.#sources.length > 1 && (checked.masks ?? checked.boxes) !== undefined) {
      throw new InvalidArgumentError(
        'image',
        data,
        'Masks and boxes belong to one picture: pass a list of new Image(data, options).',
      )
    }
  }

  encode(context: MediaContext): MediaItem[] {
    return this.#sources.flatMap((source, index) => {
      const caption = this.#captions[index]
      if (Media.isInstance(source)) {
        return source.encode(context).map(item => (caption === undefined ? item : { ...item, caption }))
      }
      const { blob, details } = source.kind === 'pixels' ? storePixels(context, source) : storeFile(context, source)
      const size = { width: details.width as number, height: details.height as number }
      if (this.#masks.length > 0) details.masks = storeMasks(context, this.#masks, size)
      if (Object.keys(this.#boxes).length > 0) details.boxes = this.#boxes
      return mediaItem(blob, details, caption)
    })
  }
}

interface Stored {
  blob: BlobRef
  details: PlainObject
}

function readSources(data: unknown, options: Options): (ImageSource | Media)[] {
  if (isImage(data)) return [data]
  if (!isImageList(data)) return readImageSources('image', data, options)
  return data.flatMap<ImageSource | Media>((member, index) =>
    isImage(member) ? [member] : readImageSources(`image[${index}]`, member, options),
  )
}

function isImage(value: unknown): value is Media {
  return Media.isInstance(value) && value.type === 'image'
}

function readCaptions({ caption, captions }: Options, count: number): (string | undefined)[] {
  const one = readString('image.caption', caption)
  if (captions === undefined) return Array.from({ length: count }, () => one)
  if (!Array.isArray(captions) || captions.length !== count) {
    throw new InvalidArgumentError('image.captions', captions, `Pass an array of ${count}, one caption per picture.`)
  }
  return captions.map((text, index) => readString(`image.captions[${index}]`, text))
}

function storePixels(context: MediaContext, pixels: Pixels): Stored {
  const blob = storeBytes(context, 'image', encodePng(pixels), 'image/png')
  const { width, height, channels, clipped, nan } = pixels
  const flaws = { ...(clipped > 0 && { clipped }), ...(nan > 0 && { nan }) }
  return { blob, details: { format: 'png', width, height, channels, ...flaws } }
}

function storeFile(context: MediaContext, source: Source): Stored {
  const value = source.kind === 'file' ? source.path : source.bytes
  const { format, size } = withReader('image', source, filesOf(context), read => {
    const found = sniff('image', read, IMAGE_FORMATS, value)
    return { format: found, size: imageSize(found.name, read) }
  })
  if (!size) throw new InvalidArgumentError('image', value, `Its ${format.name} header is damaged or cut short.`)
  return { blob: storeSource(context, 'image', source, format.mime), details: { format: format.name, ...size } }
}
