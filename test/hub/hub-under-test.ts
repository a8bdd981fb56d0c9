import { mkdtempSync, rmSync } from 'node:fs'
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { init, type InitOptions, type Logger, type Run } from '@seetrain/core'
import { HubClient, startHub, type Hub, type HubOptions } from '@seetrain/hub'

/** A hub over a folder of its own, reached over loopback as anybody would reach it. */
export class HubUnderTest {
  readonly folder = mkdtempSync(join(tmpdir(), 'seetrain-hub-'))
  /** What the hub said about itself: an error here is a failure that it did not expect. */
  readonly errors: string[] = []
  #hub: Hub | undefined

  static async start(options: Partial<HubOptions> = {}): Promise<HubUnderTest> {
    const under = new HubUnderTest()
    await under.restart(options)
    return under
  }

  get home(): string {
    return join(this.folder, '.seetrain')
  }

  get hub(): Hub {
    return this.#hub!
  }

  get url(): string {
    return this.hub.url
  }

  get client(): HubClient {
    return new HubClient({ url: this.url })
  }

  clientWith(token: string): HubClient {
    return new HubClient({ url: this.url, token })
  }

  async restart(options: Partial<HubOptions> = {}): Promise<void> {
    await this.#hub?.close()
    const logger: Logger = { debug() {}, info() {}, warn() {}, error: message => void this.errors.push(message) }
    this.#hub = await startHub({ home: this.home, mode: 'local', logger, ...options })
  }

  /** A run of this process in the hub's folder that records nothing by itself. */
  run(options: InitOptions = {}): Run {
    const quiet = { captureConsole: false, captureEnvironment: false, systemMonitor: false }
    return init({ dir: this.folder, ...options, settings: { ...quiet, ...options.settings } })
  }

  /** Sends just these bytes and headers, which `fetch` would improve. */
  raw(
    method: string,
    path: string,
    headers: { [name: string]: string } = {},
    body?: string | Uint8Array,
  ): Promise<RawAnswer> {
    const { hostname, port } = new URL(this.url)
    return new Promise((resolve, reject) => {
      const sent = request({ method, hostname, port, path, headers, agent: false }, response => {
        const pieces: Buffer[] = []
        // events do not end
        if (response.headers['content-type']?.startsWith('text/event-stream')) {
          resolve(answerOf(response, []))
          response.destroy()
          return
        }
        response.on('data', (piece: Buffer) => pieces.push(piece))
        response.on('error', reject)
        response.on('end', () => resolve(answerOf(response, pieces)))
      })
      sent.on('error', reject)
      sent.setTimeout(LONGEST_ANSWER_MS, () => sent.destroy(new Error(`${method} ${path} is not answered`)))
      sent.end(body)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#hub?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

const LONGEST_ANSWER_MS = 15_000

function answerOf({ statusCode = 0, headers }: IncomingMessage, pieces: readonly Buffer[]): RawAnswer {
  const bytes = Buffer.concat(pieces)
  return { status: statusCode, headers, bytes, text: bytes.toString() }
}

export interface RawAnswer {
  status: number
  headers: IncomingHttpHeaders
  bytes: Buffer
  text: string
}

export function errorIn({ text }: RawAnswer): { code: string; message: string; field?: string } {
  return (JSON.parse(text) as { error: { code: string; message: string; field?: string } }).error
}
