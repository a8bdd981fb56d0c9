import {
  nodeFileSystem,
  type FileSystem,
  type Plain,
  type PlainObject,
  type Sink,
  type SinkBatch,
  type SinkDefinition,
  type SinkRun,
} from '@seetrain/core'
import { checkSinkOptions, isFolder, isOneOf } from './sink-options.ts'
import { EventLog } from './tensorboard/event-log.ts'
import type { Layout } from './tensorboard/run-facts.ts'

export interface TensorboardSinkOptions {
  /** A folder for TensorBoard's `--logdir`; each run is a folder in it. Default: `tensorboard` in the run's own folder. */
  dir?: string
  /**
   * `double` (default) writes metrics exactly, as tensors, as TensorFlow 2 does with fewer digits. `float` writes them as
   * PyTorch does, 32 bits without a plugin, for scripts that ask an EventAccumulator for `Scalars`.
   */
  scalars?: 'double' | 'float'
  /** Charts with several metrics each, for the page Custom Scalars. */
  layout?: Layout
  fileSystem?: FileSystem
}

/**
 * Writes event files that TensorBoard opens. Where its files end travels with the cursor and they are cut to that when
 * they are opened, so that a batch which comes again is there once.
 */
export class TensorboardSink implements Sink {
  readonly id = 'tensorboard'
  readonly redelivery = 'ignored'
  readonly kinds = [
    'open',
    'edit',
    'config',
    'definition',
    'metric',
    'media',
    'artifact',
    'system',
    'environment',
    'alert',
    'end',
  ] as const
  readonly #options: TensorboardSinkOptions
  #run: SinkRun | undefined
  #state: PlainObject = {}
  #log: EventLog | undefined
  #lastOffset = -1

  constructor(options: TensorboardSinkOptions = {}) {
    this.#options = options
  }

  async open(run: SinkRun): Promise<void> {
    this.#run = run
    this.#state = run.state
    this.#lastOffset = -1
    this.#log = this.#openLog()
  }

  async deliver(batch: SinkBatch): Promise<void> {
    if (batch.offset > this.#lastOffset) {
      const log = (this.#log ??= this.#openLog())
      try {
        for (const record of batch.records) log.add(record)
        this.#state = log.write()
      } catch (error) {
        // half a batch may be written: the next attempt begins where the last one was saved
        log.close()
        this.#log = undefined
        throw error
      }
      this.#lastOffset = batch.offset
    }
    batch.checkpoint(this.#state)
  }

  async flush(): Promise<void> {
    await this.#log?.datasync()
  }

  async close(): Promise<void> {
    this.#log?.close()
    this.#log = undefined
  }

  #openLog(): EventLog {
    if (this.#run === undefined) throw new Error('the sink tensorboard is not open')
    return new EventLog({ fileSystem: nodeFileSystem, ...this.#options }, this.#run, this.#state)
  }
}

export const definition: SinkDefinition = {
  id: 'tensorboard',
  create: options =>
    new TensorboardSink(
      checkSinkOptions('tensorboard', options, {
        dir: isFolder,
        scalars: isOneOf('double', 'float'),
        layout: isLayout,
      }),
    ),
}

function isLayout(value: Plain): string | undefined {
  const members = (of: Plain): Plain[] | undefined =>
    typeof of === 'object' && of !== null && Object.getPrototypeOf(of) === Object.prototype
      ? Object.values(of as PlainObject)
      : undefined
  const charts = members(value)?.map(members)
  const isRight = charts?.every(chart =>
    chart?.every(tags => Array.isArray(tags) && tags.every(tag => typeof tag === 'string')),
  )
  return isRight
    ? undefined
    : "Pass lists of metrics by category and title: { losses: { 'both': ['loss', 'val/loss'] } }."
}
