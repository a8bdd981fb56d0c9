import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { pythonPeer } from '../python-peer.ts'

/** TensorBoard itself, on a free port of loopback. `fast` reads with its data server, otherwise with Python. */
export class TensorboardServer {
  readonly #process: ChildProcess
  readonly url: string

  private constructor(process: ChildProcess, url: string) {
    this.#process = process
    this.url = url
  }

  static async start(logdir: string, { fast }: { fast: boolean }): Promise<TensorboardServer> {
    const options = ['--logdir', logdir, '--host', '127.0.0.1', '--port', '0', '--load_fast', String(fast)]
    const started = spawn(
      pythonPeer('tensorboard')!,
      ['-m', 'tensorboard.main', ...options, '--reload_interval', '0'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    let printed = ''
    const url = await new Promise<string>((resolve, reject) => {
      const look = (chunk: Buffer): void => {
        printed += chunk.toString()
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0]
        if (found) resolve(found)
      }
      started.stdout.on('data', look)
      started.stderr.on('data', look)
      started.once('exit', () => reject(new Error(`TensorBoard ended: ${printed}`)))
    })
    return new TensorboardServer(started, url)
  }

  async json(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}/data/${path}`)
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  /** Asks again until the answer is as wanted: it reads its files beside answering. */
  async until(path: string, wanted: (answer: unknown) => boolean): Promise<void> {
    while (!wanted(await this.json(path))) await new Promise(resolve => setTimeout(resolve, 50))
  }

  async post(path: string, body: object): Promise<unknown> {
    const response = await fetch(`${this.url}/data/${path}`, { method: 'POST', body: JSON.stringify(body) })
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }

  async bytes(path: string): Promise<Buffer> {
    return Buffer.from(await (await fetch(`${this.url}/data/${path}`)).arrayBuffer())
  }

  async close(): Promise<void> {
    this.#process.kill()
    if (this.#process.exitCode === null) await once(this.#process, 'exit')
  }
}
