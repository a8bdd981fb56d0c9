import type { MediaItem } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { Media, type MediaContext } from './media.ts'
import { checkOptions, readString } from './options.ts'
import { readSource, type Source } from './source.ts'
import { mediaItem, storeSource } from './store.ts'

export interface HtmlOptions {
  caption?: string
}

/** A page or a fragment of HTML. Readers show it in a sandbox. */
export class Html extends Media {
  readonly type = 'html'
  readonly #source: Source
  readonly #caption: string | undefined

  constructor(data: unknown, options?: HtmlOptions) {
    super()
    this.#caption = readString('html.caption', checkOptions('html', options, ['caption']).caption)
    this.#source = readHtml(data)
  }

  encode(context: MediaContext): MediaItem[] {
    const blob = storeSource(context, 'html', this.#source, 'text/html')
    return [mediaItem(blob, { format: 'html' }, this.#caption)]
  }
}

/** A string is a path only when it ends as one and holds no tag. */
function readHtml(data: unknown): Source {
  if (typeof data === 'string' && (data.includes('<') || !/\.html?$/i.test(data))) {
    return { kind: 'bytes', bytes: new TextEncoder().encode(data) }
  }
  const source = readSource('html', data)
  if (source) return source
  throw new InvalidArgumentError('html', data, 'Pass HTML as a string, its bytes, or the path of an .html file.')
}
