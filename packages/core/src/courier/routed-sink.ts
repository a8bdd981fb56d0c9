import type { RunRecord } from '../contracts/record.ts'
import type { Sink, SinkBatch, SinkRoute, SinkRun } from '../contracts/sink.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { PoisonRecordError } from '../errors/poison-record-error.ts'
import { LargeFiles } from './large-files.ts'
import { FRAME_KINDS, keyMatcher } from './route.ts'

/** A sink that gets what its route lets through. */
export class RoutedSink implements Sink {
  readonly id: string
  readonly redelivery: Sink['redelivery']
  readonly kinds?: readonly RunRecord['kind'][]
  readonly #sink: Sink
  readonly #route: SinkRoute
  readonly #isAsked: (key: string) => boolean
  #largeFiles: LargeFiles | undefined

  constructor(sink: Sink, route: SinkRoute) {
    if (sink.whole)
      throw new InvalidArgumentError(
        `sink ${sink.id}, option "${Object.keys(route)[0]}"`,
        Object.values(route)[0],
        'This sink takes a run whole. Leave the option out.',
      )
    this.id = sink.id
    this.redelivery = sink.redelivery
    const { kinds: asked } = route
    const passing = asked && [...FRAME_KINDS, ...asked]
    const kinds = passing && sink.kinds ? sink.kinds.filter(kind => passing.includes(kind)) : (passing ?? sink.kinds)
    if (kinds) this.kinds = kinds
    this.#sink = sink
    this.#route = route
    this.#isAsked = keyMatcher(route.keys ?? [])
  }

  async open(run: SinkRun): Promise<void> {
    const { maxUploadBytes } = this.#route
    if (maxUploadBytes !== undefined) this.#largeFiles = new LargeFiles(maxUploadBytes, run.blobs)
    await this.#sink.open?.(run)
  }

  async deliver(batch: SinkBatch): Promise<void> {
    const records: RunRecord[] = []
    const origins: number[] = []
    for (const [origin, record] of batch.records.entries()) {
      if (!this.#passes(record)) continue
      for (const passing of this.#largeFiles?.replaceIn(record) ?? [record]) {
        records.push(passing)
        origins.push(origin)
      }
    }
    if (records.length === 0) return
    try {
      await this.#sink.deliver({ ...batch, records })
    } catch (error) {
      // the courier counts in the batch that it sent
      if (!(error instanceof PoisonRecordError)) throw error
      throw new PoisonRecordError(origins[error.index] ?? -1, error.reason, { cause: error })
    }
  }

  async flush(): Promise<void> {
    await this.#sink.flush?.()
  }

  async close(): Promise<void> {
    await this.#sink.close?.()
  }

  #passes(record: RunRecord): boolean {
    switch (record.kind) {
      case 'metric':
      case 'media':
      case 'definition':
        return this.#isAsked(record.key)
      case 'artifact':
        return this.#route.artifacts?.includes(record.type) ?? true
      default:
        return true
    }
  }
}
