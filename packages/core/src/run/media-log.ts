import type { BlobStore } from '../contracts/blob-store.ts'
import type { FileSystem } from '../contracts/ports.ts'
import type { MediaItem, MediaRecord, MediaType } from '../contracts/record.ts'
import type { MediaOptions } from '../contracts/run.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { asMedia } from '../media/as-media.ts'
import type { Media } from '../media/media.ts'
import { toPlainObject } from '../record/to-plain.ts'
import type { RunRecorder } from './run-recorder.ts'

export interface MediaLogOptions {
  recorder: RunRecorder
  blobs: BlobStore
  fileSystem: FileSystem
  maxBytes: number
  acceptsKey(key: string): boolean
}

/** Media on their way to blobs and one record. Steps follow the same rule as those of scalars, per key. */
export class MediaLog {
  readonly #options: MediaLogOptions

  constructor(options: MediaLogOptions) {
    this.#options = options
  }

  /** Logs one medium or several of one type under a key. `step` is whole or `ABSENT`. */
  log(key: string, media: Media | Media[], place: { step: number; time: number; metadata?: object }): void {
    if (!this.#options.acceptsKey(key)) return
    const list = Array.isArray(media) ? media : [media]
    const type = list[0]!.type
    const other = list.find(item => item.type !== type)
    if (other !== undefined)
      throw new InvalidArgumentError(
        key,
        list,
        `It mixes ${type} and ${other.type}: log each type under a key of its own.`,
      )
    const items = list.flatMap(item => this.#encode(item))
    const step = Number.isNaN(place.step) ? (this.#options.recorder.state.mediaSteps.get(key) ?? -1) + 1 : place.step
    const record: MediaRecord = { kind: 'media', time: place.time, key, step, type, items }
    if (place.metadata !== undefined) record.metadata = toPlainObject(place.metadata, 'metadata')
    this.#options.recorder.record(record)
  }

  /** Makes a medium of what a `log*` call was given, and logs it. */
  logAs(
    type: MediaType,
    key: string,
    value: unknown,
    options: MediaOptions,
    place: { step: number; time: number },
  ): void {
    this.log(key, asMedia(type, value, options), { ...place, metadata: options.metadata })
  }

  #encode(media: Media): MediaItem[] {
    const { blobs, maxBytes, fileSystem } = this.#options
    return media.encode({ blobs, maxBytes, fileSystem })
  }
}
