import {
  InvalidArgumentError,
  JournalReader,
  journalSize,
  nodeFileSystem,
  writerFolder,
  type BlobRef,
  type FileSystem,
  type PlainObject,
  type Sink,
  type SinkBatch,
  type SinkDefinition,
  type SinkRun,
} from '@seetrain/core'
import { BlobUpload } from './hub/blob-upload.ts'
import { HubConnection } from './hub/hub-connection.ts'
import { readJournalBytes } from './hub/journal-bytes.ts'
import { recordBlobs } from './hub/record-blobs.ts'

export interface HubSinkOptions {
  /** Address of the hub: `https://runs.example.org`. Default: `SEETRAIN_URL`. */
  url: string
  /** What it asks for; default `SEETRAIN_TOKEN`. */
  token?: string
  fileSystem?: FileSystem
}

/** Bytes of journal in one request. */
const STRETCH_BYTES = 4 * 1024 * 1024
/** The hub may name another place to go on from; more often than this it is not making sense. */
const MOST_DETOURS = 3
/** A hub keeps what people change there in a journal of this name; one that comes from elsewhere needs another. */
const HUB_WRITER = 'hub'
const RENAMED_HUB_WRITER = 'origin-hub'

/**
 * Streams a run to a hub: the bytes of its journal, and before them the blobs that their records name. The hub says how
 * far it has them, so whatever comes twice is there once.
 */
export class HubSink implements Sink {
  readonly id = 'hub'
  readonly redelivery = 'ignored'
  readonly whole = true
  readonly #options: HubSinkOptions
  #stream: JournalStream | undefined
  #run: SinkRun | undefined

  constructor(options: HubSinkOptions) {
    this.#options = options
  }

  async open(run: SinkRun): Promise<void> {
    this.#run = run
  }

  async deliver({ writer, offset, signal }: SinkBatch): Promise<void> {
    this.#stream ??= new JournalStream(this.#options, this.#run!, writer)
    await this.#stream.sendUpTo(offset, signal)
  }

  async close(): Promise<void> {
    this.#stream?.close()
    this.#stream = undefined
  }
}

/** One journal on its way to a hub. */
class JournalStream {
  readonly #connection: HubConnection
  readonly #blobs: BlobUpload
  readonly #run: SinkRun
  readonly #folder: string
  readonly #path: string
  readonly #fileSystem: FileSystem
  readonly #reader: JournalReader
  /** How many bytes the hub has; undefined until it was asked. */
  #sent: number | undefined

  constructor({ url, token, fileSystem: own }: HubSinkOptions, run: SinkRun, writer: string) {
    const fileSystem = own ?? run.fileSystem ?? nodeFileSystem
    const { fetch, clock, blobs, logger, runDir, open } = run
    const remoteWriter = writer === HUB_WRITER ? RENAMED_HUB_WRITER : writer
    this.#run = run
    this.#fileSystem = fileSystem
    this.#folder = writerFolder(runDir, writer)
    this.#path = `/api/v1/runs/${encodeURIComponent(open.runId)}/journal?writer=${encodeURIComponent(remoteWriter)}`
    this.#reader = new JournalReader(this.#folder, fileSystem)
    this.#connection = new HubConnection({ url, token, fetch, clock })
    this.#blobs = new BlobUpload({ connection: this.#connection, blobs, fileSystem, logger })
  }

  /** Sends at least up to an offset; what lies behind it comes along where it fits. */
  async sendUpTo(offset: number, signal: AbortSignal): Promise<void> {
    this.#sent ??= await this.#askLength(signal)
    let detours = 0
    while (this.#sent < offset) {
      const before: number = this.#sent
      const { end, blobs } = this.#look(before)
      for (const blob of blobs) await this.#blobs.send(blob, signal)
      this.#sent = await this.#put(before, end, signal)
      if (this.#sent <= before && ++detours > MOST_DETOURS)
        throw new Error(`the hub has ${before} bytes and takes none behind them`)
    }
  }

  close(): void {
    this.#reader.close()
  }

  async #askLength(signal: AbortSignal): Promise<number> {
    const answer = await this.#connection.send({ method: 'HEAD', path: this.#path, signal }, [200, 404])
    const { uploadOffset = 0 } = answer
    const here = journalSize(this.#folder, this.#fileSystem)
    if (uploadOffset <= here) return uploadOffset
    // after a power failure: what is logged from now on would stand at places that the hub has filled
    throw new Error(
      `the hub has ${uploadOffset} bytes of this journal, of which ${here} are left here. Start a new run, and keep what the hub has`,
    )
  }

  /** The next stretch of whole frames, and the blobs that its records name. */
  #look(from: number): { end: number; blobs: BlobRef[] } {
    const blobs = new Map<string, BlobRef>()
    const { nextOffset } = this.#reader.visit(
      from,
      {
        point() {},
        record: record => {
          for (const blob of recordBlobs(record, this.#run.blobs)) blobs.set(blob.sha256, blob)
        },
      },
      { maxBytes: STRETCH_BYTES },
    )
    return { end: nextOffset, blobs: [...blobs.values()] }
  }

  async #put(from: number, end: number, signal: AbortSignal): Promise<number> {
    const { uploadOffset } = await this.#connection.send(
      {
        method: 'PUT',
        path: `${this.#path}&offset=${from}`,
        headers: { 'content-type': 'application/vnd.seetrain.journal' },
        body: readJournalBytes(this.#folder, from, end, this.#fileSystem),
        signal,
      },
      // a hub that lost its tail says from where it wants it again
      [200, 409],
    )
    return uploadOffset ?? from
  }
}

export const definition: SinkDefinition = {
  id: 'hub',
  create: options => new HubSink(hubSinkOptions(options)),
}

function hubSinkOptions(options: PlainObject): HubSinkOptions {
  const { url = process.env['SEETRAIN_URL'], token = process.env['SEETRAIN_TOKEN'], ...others } = options
  const [unknown] = Object.entries(others)
  if (unknown !== undefined)
    throw new InvalidArgumentError(
      `sink hub, option "${unknown[0]}"`,
      unknown[1],
      'There is no such option. It has: url, token.',
    )
  if (typeof url !== 'string' || !/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new InvalidArgumentError(
      'sink hub, option "url"',
      url,
      'Set SEETRAIN_URL, or the setting url, to the address of a hub.',
    )
  if (token !== undefined && typeof token !== 'string')
    throw new InvalidArgumentError('sink hub, option "token"', '(hidden)', 'Give the text of a token.')
  return { url, ...(token !== undefined && { token }) }
}
