import type { MediaItem, MediaType } from '../contracts/record.ts'
import type { MediaOptions } from '../contracts/run.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { MEDIA_CLASSES } from './media-classes.ts'
import { Media, type MediaContext } from './media.ts'
import { checkOptions, readString } from './options.ts'

const OF_THE_RECORD = ['step', 'epoch', 'time', 'metadata']

/** Makes a medium of a value that a user logged as `type`: one that is a medium already is kept, a list of them joined. */
export function asMedia(type: MediaType, value: unknown, options: MediaOptions = {}): Media {
  const own = Object.fromEntries(Object.entries(options).filter(([name]) => !OF_THE_RECORD.includes(name)))
  if (!Media.isInstance(value) && !isMediaList(value)) return new MEDIA_CLASSES[type](value, own)
  const list = Array.isArray(value) ? value : [value]
  for (const [index, media] of list.entries()) {
    if (media.type === type) continue
    throw new InvalidArgumentError(
      Array.isArray(value) ? `${type}[${index}]` : type,
      media,
      `It is of type ${media.type}: log it as that.`,
    )
  }
  return new MediaList(type, list, readString(`${type}.caption`, checkOptions(type, own, ['caption']).caption))
}

/** Finished media under one key. A caption given here takes the place of their own. */
class MediaList extends Media {
  readonly type: MediaType
  readonly #members: readonly Media[]
  readonly #caption: string | undefined

  constructor(type: MediaType, members: readonly Media[], caption: string | undefined) {
    super()
    this.type = type
    this.#members = members
    this.#caption = caption
  }

  encode(context: MediaContext): MediaItem[] {
    const caption = this.#caption
    const items = this.#members.flatMap(member => member.encode(context))
    return caption === undefined ? items : items.map(item => ({ ...item, caption }))
  }
}

function isMediaList(value: unknown): value is readonly Media[] {
  return Array.isArray(value) && value.length > 0 && value.every(member => Media.isInstance(member))
}
