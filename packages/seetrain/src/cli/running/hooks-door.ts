import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { diag, errorText, nodeFileSystem, ownerOf, systemClock, type Clock } from '../../index.ts'

const LOOK_EVERY_MS = 200
/** Written by who starts a hub: Python programs that find none wait for it. */
const TURN_FILE = 'hub.starting'

/**
 * Sees to it that what Python programs tell arrives while they run. A hub starts when the first of them has something to
 * tell, unless one has this folder already; it ends with the door.
 */
export class HooksDoor {
  readonly #home: string
  readonly #clock: Clock
  #hub: ChildProcess | undefined
  #closed = false

  constructor(home: string, clock: Clock = systemClock) {
    this.#home = home
    this.#clock = clock
  }

  open(): this {
    this.#look()
    return this
  }

  /** What has not arrived until now is taken in here. */
  async close(): Promise<void> {
    this.#closed = true
    nodeFileSystem.remove(join(this.#home, TURN_FILE))
    await this.#endHub()
    if (this.#hasSpools()) await this.#takeSpools()
  }

  #look(): void {
    if (this.#closed) return
    try {
      this.#serve()
    } catch (error) {
      // a folder in which nothing can be written: the program goes on, and its calls stay with it
      diag.debug(`hooks: ${errorText(error)}`)
    }
    this.#clock.setTimer(() => this.#look(), LOOK_EVERY_MS)
  }

  #serve(): void {
    // one that ended, or could not start, is followed by another
    if (this.#hub !== undefined || ownerOf(join(this.#home, 'hub.lock'), nodeFileSystem) !== undefined) return
    this.#promiseHub()
    if (this.#hasSpools()) this.#startHub()
  }

  #promiseHub(): void {
    const file = join(this.#home, TURN_FILE)
    if (nodeFileSystem.stat(file) === undefined) nodeFileSystem.writeFileAtomic(file, '')
  }

  #startHub(): void {
    const hub = this.#command(['ui', '--port', '0', '--no-open', '--while-used'], 'ignore')
    this.#hub = hub
    const forget = (): void => void (this.#hub = undefined)
    hub.once('error', forget)
    hub.once('exit', forget)
    hub.unref()
  }

  async #endHub(): Promise<void> {
    const hub = this.#hub
    if (hub === undefined) return
    const ended = once(hub, 'exit')
    hub.ref()
    hub.kill('SIGTERM')
    await ended
  }

  /** Of programs that were killed, or went on without us. Another process does it, since this one writes the run. */
  async #takeSpools(): Promise<void> {
    const sync = this.#command(['sync', '--spools'], 'pipe')
    let told = ''
    sync.stderr!.setEncoding('utf8').on('data', (text: string) => (told += text))
    sync.on('error', error => (told += error.message))
    const code = await new Promise(resolve => sync.on('close', resolve))
    if (code !== 0) diag.warn(`not all that programs told has arrived; seetrain sync tries again. ${told.trim()}`)
  }

  /** In a session of its own: Ctrl+C on the terminal does not end it before it has everything. */
  #command(words: readonly string[], stderr: 'ignore' | 'pipe'): ChildProcess {
    const program = [...process.execArgv, process.argv[1]!, ...words, '--dir', dirname(this.#home)]
    const environment = withoutRun(process.env)
    return spawn(process.execPath, program, { stdio: ['ignore', 'ignore', stderr], detached: true, env: environment })
  }

  #hasSpools(): boolean {
    return nodeFileSystem.list(join(this.#home, 'spool')).length > 0
  }
}

/** What concerns this run alone is no business of the hub. */
function withoutRun(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = ['SEETRAIN_RUN_ID', 'SEETRAIN_RUN_NAME', 'SEETRAIN_MODE', 'SEETRAIN_WRITER']
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.includes(name)))
}
