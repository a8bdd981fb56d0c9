import type { MediaItem, PlainObject } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { binValues, type Bins } from './histogram-bins.ts'
import { Media, type MediaContext } from './media.ts'
import { readNumericArray } from './numeric-array.ts'
import { checkOptions, readInteger, readRange, readString, type Options } from './options.ts'
import { mediaItem, storeText } from './store.ts'

export interface HistogramOptions {
  /** 1 to 512, default 64. */
  bins?: number
  /** The span of the bins. Default: from the least to the greatest finite value. */
  range?: readonly [number, number]
  caption?: string
}

const KNOWN = ['bins', 'range', 'caption'] as const
const DEFAULT_BINS = 64
const MAX_BINS = 512
const MIME = 'application/vnd.seetrain.histogram+json'

/** How numbers are distributed: from the values, or from `{ counts, edges }` that were counted before. */
export class Histogram extends Media {
  readonly type = 'histogram'
  readonly #bins: Partial<Bins> & Pick<Bins, 'edges' | 'counts'>
  readonly #caption: string | undefined

  constructor(data: unknown, options?: HistogramOptions) {
    super()
    const checked = checkOptions('histogram', options, KNOWN)
    this.#caption = readString('histogram.caption', checked.caption)
    this.#bins = isCounted(data) ? readCounted(data, checked) : countValues(data, checked)
  }

  /** The bins are in the details too: a chart of histograms over steps then reads records alone. */
  encode(context: MediaContext): MediaItem[] {
    const blob = storeText(context, 'histogram', JSON.stringify(this.#bins), MIME)
    return [mediaItem(blob, { ...this.#bins } satisfies PlainObject, this.#caption)]
  }
}

function countValues(data: unknown, options: Options): Bins {
  const array = Array.isArray(data) && data.length === 0 ? { data: [] } : readNumericArray('histogram', data)
  if (!array)
    throw new InvalidArgumentError(
      'histogram',
      data,
      'Pass numbers (an array, a typed array, a tensor), or { counts, edges }.',
    )
  const bins = readInteger('histogram.bins', options.bins, 1, MAX_BINS) ?? DEFAULT_BINS
  return binValues(array.data, bins, readRange('histogram.range', options.range))
}

function isCounted(data: unknown): data is { counts: unknown; edges: unknown } {
  return typeof data === 'object' && data !== null && 'counts' in data && 'edges' in data
}

function readCounted(
  data: { counts: unknown; edges: unknown },
  options: Options,
): Pick<Bins, 'edges' | 'counts' | 'count'> {
  for (const name of ['bins', 'range']) {
    if (options[name] === undefined) continue
    const remedy = 'It is for values; counts come with their own edges.'
    throw new InvalidArgumentError(`histogram.${name}`, options[name], remedy)
  }
  const counts = readNumbers('histogram.counts', data.counts, isCount, 'A count is a finite number from 0 up.')
  const edges = readNumbers(
    'histogram.edges',
    data.edges,
    isAbove,
    'Edges are finite numbers, each above the one before.',
  )
  if (counts.length === 0 || counts.length > MAX_BINS) {
    throw new InvalidArgumentError('histogram.counts', data.counts, `Pass 1 to ${MAX_BINS} counts.`)
  }
  if (edges.length === counts.length + 1) return { edges, counts, count: counts.reduce((sum, count) => sum + count, 0) }
  const remedy = `${counts.length} counts need ${counts.length + 1} edges.`
  throw new InvalidArgumentError('histogram.edges', data.edges, remedy)
}

const isCount = (value: number): boolean => value >= 0
const isAbove = (value: number, before: number): boolean => value > before

function readNumbers(
  field: string,
  data: unknown,
  fits: (value: number, before: number) => boolean,
  remedy: string,
): number[] {
  const array = readNumericArray(field, data)
  if (array?.shape.length !== 1) throw new InvalidArgumentError(field, data, 'Pass an array of numbers.')
  const numbers = Array.from(array.data, Number)
  for (const [index, value] of numbers.entries()) {
    if (!Number.isFinite(value) || !fits(value, numbers[index - 1] ?? -Infinity)) {
      throw new InvalidArgumentError(`${field}[${index}]`, value, remedy)
    }
  }
  return numbers
}
