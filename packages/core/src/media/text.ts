import type { MediaItem } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { Media, type MediaContext } from './media.ts'
import { checkOptions, readChoice, readString } from './options.ts'
import { mediaItem, storeText } from './store.ts'

export interface TextOptions {
  /** Default `plain`. */
  format?: 'plain' | 'markdown'
  caption?: string
}

const MIMES = { plain: 'text/plain', markdown: 'text/markdown' } as const

/** Words to read: a string, or a list of strings. */
export class Text extends Media {
  readonly type = 'text'
  readonly #texts: readonly string[]
  readonly #format: 'plain' | 'markdown'
  readonly #caption: string | undefined

  constructor(data: unknown, options?: TextOptions) {
    super()
    const checked = checkOptions('text', options, ['format', 'caption'])
    this.#format = readChoice('text.format', checked.format, ['plain', 'markdown']) ?? 'plain'
    this.#caption = readString('text.caption', checked.caption)
    this.#texts =
      Array.isArray(data) && data.length > 0
        ? data.map((text, index) => readText(`text[${index}]`, text))
        : [readText('text', data)]
  }

  encode(context: MediaContext): MediaItem[] {
    return this.#texts.map(text => {
      const blob = storeText(context, 'text', text, MIMES[this.#format])
      const details = { format: this.#format, characters: text.length, lines: text.split('\n').length }
      return mediaItem(blob, details, this.#caption)
    })
  }
}

function readText(field: string, value: unknown): string {
  if (typeof value === 'string') return value
  throw new InvalidArgumentError(field, value, 'Pass a string.')
}
