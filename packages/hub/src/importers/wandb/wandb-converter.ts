import type { Message } from '../protobuf-message.ts'
import type { AlertRecord, EndRecord, PlainObject, RunRecord, SystemRecord } from '@seetrain/core'
import { ConsoleLines } from '../console-lines.ts'
import type { ImportContext } from '../importer.ts'
import { artifactRecords } from './wandb-artifact.ts'
import { makeMedia, mediaMembers, textMedia, type MediaValue } from './wandb-media.ts'
import { isObject, itemsOf, nestItems, type WandbKind } from './wandb-record.ts'
import { systemName } from './system-name.ts'
import { configRecords, definitionRecords, environmentRecords, runRecords } from './wandb-words.ts'

export interface WandbConverterOptions {
  /** The run's folder that paths of media begin at. */
  files: string
  startedAt: number
  /** What `state` was behind the last piece; empty at first. */
  state: PlainObject
  context: ImportContext
  /** Numbers of the summary that no row of the history has. */
  summaryExtras(): Iterable<[key: string, value: number]>
}

const ALERT_LEVELS: { readonly [level: string]: AlertRecord['level'] } = { WARN: 'warning', ERROR: 'error' }

/** Turns the records of a W&B run, in their order, into ours. */
export class WandbConverter {
  readonly #options: WandbConverterOptions
  readonly #console: ConsoleLines
  /** The latest that was told: most records have no time of their own. */
  #time: number
  #step: number

  constructor(options: WandbConverterOptions) {
    const { state, startedAt } = options
    this.#options = options
    this.#console = new ConsoleLines(state['console'] as PlainObject | undefined)
    this.#time = Number(state['time'] ?? startedAt)
    this.#step = Number(state['step'] ?? 0)
  }

  get state(): PlainObject {
    return { time: this.#time, step: this.#step, console: this.#console.state }
  }

  convert(kind: WandbKind, message: Message): RunRecord[] {
    return this.#converters[kind](message)
  }

  readonly #converters: { readonly [kind in WandbKind]: (message: Message) => RunRecord[] } = {
    run: message => runRecords(message, this.#time),
    config: message => configRecords(message, this.#time),
    metric: message => definitionRecords(message, this.#time),
    environment: message => environmentRecords(message, this.#time),
    history: message => this.#row(message),
    // each number of it follows from the history; what does not is told at the end
    summary: () => [],
    stats: message => this.#system(message),
    output: message => this.#output(message),
    artifact: message => artifactRecords(message, this.#time, this.#options.context),
    alert: message => [this.#alert(message)],
    exit: message => this.#end(message),
    useArtifact: message => this.#leftOut(`the artifact ${message.text(3)} that the run used lies with W&B`),
    tensorboard: () => this.#leftOut('event files of TensorBoard are beside the log; import their folder'),
  }

  #row(message: Message): RunRecord[] {
    const { _step, _timestamp, ...values } = nestItems(itemsOf(message, 1))
    this.#step = typeof _step === 'number' ? _step : message.message(2).integer(1)
    if (typeof _timestamp === 'number') this.#time = Math.round(_timestamp * 1000)
    return Object.entries(values).flatMap(([key, value]) => (key === '_runtime' ? [] : this.#value(key, value)))
  }

  #value(key: string, value: unknown): RunRecord[] {
    const at = { time: this.#time, step: this.#step, key }
    if (typeof value === 'number') return [{ kind: 'metric', ...at, value }]
    if (typeof value === 'boolean') return [{ kind: 'metric', ...at, value: Number(value) }]
    if (value === null || value === undefined) return []
    if (!isObject(value)) return this.#options.context.media(at, () => textMedia(value))
    if (typeof value['_type'] === 'string') return this.#media(key, value as unknown as MediaValue)
    return Object.entries(value).flatMap(([name, member]) => this.#value(`${key}/${name}`, member))
  }

  #media(key: string, value: MediaValue): RunRecord[] {
    const { context, files } = this.#options
    return mediaMembers(value).flatMap(member => {
      const make = makeMedia(member, files)
      if (make === undefined) return this.#leftOut(`${key}: a run has no place for W&B’s ${member['_type']}`)
      if ('masks' in member || 'boxes' in member) context.onProblem(`${key}: masks and boxes of pictures were left out`)
      return context.media({ time: this.#time, step: this.#step, key }, make)
    })
  }

  #system(message: Message): SystemRecord[] {
    const values: SystemRecord['values'] = {}
    for (const { path, value } of itemsOf(message, 3))
      if (typeof value === 'number') values[systemName(path.join('/'))] = value
    const time = message.time(2) ?? this.#time
    return Object.keys(values).length === 0 ? [] : [{ kind: 'system', time, values }]
  }

  #output(message: Message): RunRecord[] {
    const stream = message.integer(1) === 1 ? 'stdout' : 'stderr'
    return this.#console.add(stream, message.text(3), message.time(2) ?? this.#time)
  }

  #alert(message: Message): AlertRecord {
    const text = message.text(2)
    const level = ALERT_LEVELS[message.text(3)] ?? 'info'
    return { kind: 'alert', time: this.#time, title: message.text(1), ...(text !== '' && { text }), level }
  }

  #end(message: Message): RunRecord[] {
    const exitCode = message.integer(1)
    const time = Math.max(this.#time, this.#options.startedAt + message.integer(2) * 1000)
    const extras = [...this.#options.summaryExtras()].map(([key, value]): RunRecord => ({
      kind: 'metric',
      time,
      step: this.#step,
      key,
      value,
    }))
    const end: EndRecord = { kind: 'end', time, state: exitCode === 0 ? 'finished' : 'failed', exitCode, dropped: 0 }
    return [...extras, end]
  }

  #leftOut(message: string): RunRecord[] {
    this.#options.context.onProblem(message)
    return []
  }
}
