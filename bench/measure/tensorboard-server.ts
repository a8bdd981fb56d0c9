import { execFile } from 'node:child_process'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { peerProgram } from './python-peer.ts'
import { pause, RunningServer } from './running-server.ts'

const run = promisify(execFile)
const WRITER = join(import.meta.dirname, '..', 'python', 'write_tfevents.py')

/** TensorBoard over a folder with one long series that its own writer wrote. */
export class TensorboardServer {
  /** Of the event file. */
  readonly storedBytes: number
  readonly #server: RunningServer

  private constructor(server: RunningServer, storedBytes: number) {
    this.#server = server
    this.storedBytes = storedBytes
  }

  /** Undefined where it is not installed. */
  static async start(folder: string, points: number, spikeAt: number): Promise<TensorboardServer | undefined> {
    const python = peerProgram('tensorboard', 'python')
    const command = peerProgram('tensorboard', 'tensorboard')
    if (python === undefined || command === undefined) return undefined
    const runFolder = join(folder, 'run')
    await run(python, [WRITER, runFolder, String(points), String(spikeAt)])
    const args = (port: number): string[] => ['--logdir', folder, '--host', '127.0.0.1', '--port', String(port)]
    const server = await RunningServer.start({ command, args, readyPath: '/data/plugin/scalars/tags' })
    await untilLoaded(server)
    const sizes = readdirSync(runFolder).map(name => statSync(join(runFolder, name)).size)
    return new TensorboardServer(
      server,
      sizes.reduce((sum, size) => sum + size, 0),
    )
  }

  async chart(): Promise<{ bytes: number; greatest: number }> {
    const response = await fetch(`${this.#server.url}/data/plugin/scalars/scalars?run=run&tag=loss`)
    const text = await response.text()
    const points = JSON.parse(text) as [time: number, step: number, value: number][]
    return { bytes: Buffer.byteLength(text), greatest: Math.max(...points.map(([, , value]) => value)) }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#server[Symbol.asyncDispose]()
  }
}

// it answers before it has read
async function untilLoaded({ url }: RunningServer): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/data/plugin/scalars/tags`)
    const tags = (await response.json()) as { run?: { loss?: unknown } }
    if (tags.run?.loss !== undefined) return
    await pause(20)
  }
}
