import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'

export interface ServerCommand {
  command: string
  /** Given the port that the server shall take. */
  args: (port: number) => readonly string[]
  /** Address that answers with 200 once the server is there. */
  readyPath: string
  env?: NodeJS.ProcessEnv
  folder?: string
}

const LONGEST_START_MS = 120_000
const LONGEST_END_MS = 5000
const LOOK_EVERY_MS = 20

/** A server in a process group of its own, on a free port of this machine. */
export class RunningServer {
  readonly url: string
  readonly #child: ChildProcess
  #stderr = ''

  private constructor(child: ChildProcess, port: number) {
    this.url = `http://127.0.0.1:${port}`
    this.#child = child
    child.stderr?.on('data', (text: Buffer) => (this.#stderr = (this.#stderr + String(text)).slice(-2000)))
  }

  static async start({ command, args, readyPath, env, folder }: ServerCommand): Promise<RunningServer> {
    const port = await freePort()
    const child = spawn(command, args(port), {
      stdio: ['ignore', 'ignore', 'pipe'],
      detached: true,
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: process.env['TMPDIR'], ...env },
      ...(folder !== undefined && { cwd: folder }),
    })
    const server = new RunningServer(child, port)
    await server.#ready(readyPath)
    return server
  }

  async #ready(path: string): Promise<void> {
    const deadline = Date.now() + LONGEST_START_MS
    while (!(await answers(this.url + path))) {
      if (this.#child.exitCode !== null) throw new Error(`${this.#child.spawnfile} ended: ${this.#stderr}`)
      if (Date.now() > deadline) {
        await this[Symbol.asyncDispose]()
        throw new Error(`${this.#child.spawnfile} did not answer in time: ${this.#stderr}`)
      }
      await pause(LOOK_EVERY_MS)
    }
  }

  /** Processor time of the process so far, where the system tells it. */
  get processorMs(): number {
    const path = `/proc/${this.#child.pid}/stat`
    if (!existsSync(path)) return Number.NaN
    // behind the name, which may hold spaces: utime and stime, in hundredths of a second
    const fields = readFileSync(path, 'utf8').split(') ')[1]!.split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = new Promise(resolve => this.#child.once('exit', resolve))
    // its helpers too
    process.kill(-this.#child.pid!, 'SIGTERM')
    const impatience = setTimeout(() => process.kill(-this.#child.pid!, 'SIGKILL'), LONGEST_END_MS)
    await ended
    clearTimeout(impatience)
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.body?.cancel()
    return response.ok
  } catch {
    return false
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo
      probe.close(() => resolve(port))
    })
  })
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
