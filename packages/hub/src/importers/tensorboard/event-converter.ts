import {
  Audio,
  Histogram,
  Image,
  linePlot,
  Object3D,
  Text,
  type Media,
  type MediaRecord,
  type RunRecord,
} from '@seetrain/core'
import type { ImportContext } from '../importer.ts'
import { binsOf, binsOfRows } from './bins.ts'
import type { Event, EventValue } from './event.ts'
import { readHparams } from './hparams.ts'
import type { Tensor } from './tensor.ts'

export interface EventConverterOptions {
  /** The folder below the run's that the events lie in; '' for the run's own. */
  folder: string
  isHparams: boolean
  /** Plugin per tag, which only the first value of a tag tells; kept with the position. */
  plugins: { [tag: string]: string }
  context: ImportContext
}

/** What a torch writer hangs onto the names of texts. */
const TEXT_ENDING = '/text_summary'

/** Turns the events of one folder into records of its run. */
export class EventConverter {
  readonly #options: EventConverterOptions

  constructor(options: EventConverterOptions) {
    this.#options = options
  }

  convert(event: Event): RunRecord[] {
    if (event.hasGraph) this.#options.context.onProblem('a graph was left out: runs have no place for it')
    return event.values.flatMap(value => this.#value(event, value) ?? [])
  }

  #value({ time, step }: Event, value: EventValue): RunRecord | undefined {
    const plugin = this.#plugin(value)
    if (plugin === 'hparams') return this.#config(time, value)
    const key = this.#key(value.tag)
    // our own sink puts the exact double behind the float that TensorBoard reads
    const scalar = value.scalar ?? (plugin === 'scalars' ? value.tensor?.numbers.at(-1) : undefined)
    if (scalar !== undefined) return { kind: 'metric', time, key, step, value: scalar }
    return this.#media({ time, step }, key, value, plugin)
  }

  // tags are remembered per folder, as each is a run of its own to TensorBoard
  #plugin({ tag, plugin }: EventValue): string | undefined {
    const name = `${this.#options.folder}\n${tag}`
    if (plugin !== undefined) this.#options.plugins[name] = plugin
    return this.#options.plugins[name]
  }

  /** `add_scalars('loss', { train })` is the tag `loss` in a folder `loss_train`. */
  #key(tag: string): string {
    const { folder, isHparams } = this.#options
    if (folder === '' || isHparams) return tag
    const group = `${tag.replaceAll('/', '_')}_`
    return folder.startsWith(group) ? `${tag}/${folder.slice(group.length)}` : `${folder}/${tag}`
  }

  #config(time: number, { tag, pluginContent }: EventValue): RunRecord | undefined {
    if (tag !== '_hparams_/session_start_info' || pluginContent === undefined) return undefined
    const set = readHparams(pluginContent)
    return set && { kind: 'config', time, set }
  }

  #media(
    at: { time: number; step: number },
    key: string,
    value: EventValue,
    plugin: string | undefined,
  ): MediaRecord | undefined {
    const { context } = this.#options
    const name = key.replace(TEXT_ENDING, '')
    const make = mediaOf(value, plugin)
    if (make === undefined) {
      context.onProblem(`${key}: values of the plugin ${plugin ?? 'without a name'} were left out`)
      return undefined
    }
    return context.media({ ...at, key: name }, make)[0]
  }
}

/** Undefined where no medium can be made of it. */
function mediaOf(
  { image, audio, histogram, tensor }: EventValue,
  plugin: string | undefined,
): (() => Media) | undefined {
  if (image !== undefined) return () => new Image(image)
  if (audio !== undefined) return () => new Audio(audio)
  if (histogram !== undefined) return () => new Histogram(binsOf(histogram))
  if (tensor === undefined) return undefined
  switch (plugin) {
    case 'text':
      return () =>
        new Text(
          tensor.strings.map(bytes => new TextDecoder().decode(bytes)),
          { format: 'markdown' },
        )
    case 'images':
      // the first two say how large they are
      return () => new Image(tensor.strings.slice(2))
    case 'audio':
      return () => new Audio(tensor.strings[0])
    case 'histograms':
      return () => new Histogram(binsOfRows(tensor))
    case 'pr_curves':
      return precisionRecall(tensor)
    case 'mesh':
      return tensor.shape.at(-1) === 3 ? () => new Object3D(pointsOf(tensor)) : undefined
    default:
      return undefined
  }
}

/** Six rows: true and false positives, true and false negatives, precision, recall. */
function precisionRecall({ shape, numbers }: Tensor): (() => Media) | undefined {
  const points = shape[1] ?? numbers.length / 6
  if (shape[0] !== 6 || !Number.isInteger(points)) return undefined
  const row = (index: number): number[] => numbers.slice(index * points, (index + 1) * points)
  return () => linePlot({ precision: row(4) }, { x: row(5), xTitle: 'recall', yTitle: 'precision' })
}

function pointsOf({ numbers }: Tensor): number[][] {
  return Array.from({ length: Math.floor(numbers.length / 3) }, (_, point) => numbers.slice(point * 3, point * 3 + 3))
}
