import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { diag, errorText, nodeFileSystem, ownerOf, randomIdSource, systemClock, type Clock } from '../../index.ts'

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
    if (this.#hasSpools()) await takeSpools(this.#home)
  }

  #look(): void {
    if (this.#closed) return
    // one that ended, or could not start, is followed by another
    if (this.#hub === undefined && ownerOf(join(this.#home, 'hub.lock'), nodeFileSystem) === undefined) {
      this.#promiseHub()
      if (this.#hasSpools()) this.#startHub()
    }
    this.#clock.setTimer(() => this.#look(), LOOK_EVERY_MS)
  }

  #promiseHub(): void {
    const file = join(this.#home, TURN_FILE)
    if (nodeFileSystem.stat(file) === undefined) nodeFileSystem.writeFileAtomic(file, '')
  }

  #startHub(): void {
    const words = ['ui', '--port', '0', '--no-open', '--while-used', '--dir', dirname(this.#home)]
    const program = [...process.execArgv, process.argv[1]!, ...words]
    // in a session of its own, Ctrl+C on the terminal does not end it before it has everything
    const hub = spawn(process.execPath, program, { stdio: 'ignore', detached: true, env: withoutRun(process.env) })
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

  #hasSpools(): boolean {
    return nodeFileSystem.list(join(this.#home, 'spool')).length > 0
  }
}

/** What concerns this run alone is no business of the hub. */
function withoutRun(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own = ['SEETRAIN_RUN_ID', 'SEETRAIN_RUN_NAME', 'SEETRAIN_MODE', 'SEETRAIN_WRITER']
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !own.includes(name)))
}

async function takeSpools(home: string): Promise<void> {
  const { syncSpools } = await import('@seetrain/hub')
  const parts = { clock: systemClock, ids: randomIdSource, fileSystem: nodeFileSystem, logger: diag }
  try {
    for (const { runId, reason } of await syncSpools(home, { ...parts, fetch: globalThis.fetch }))
      if (reason !== undefined) diag.warn(`${runId}: its calls stay in the spool, for seetrain sync: ${reason}`)
  } catch (error) {
    diag.warn(`calls stay in ${join(home, 'spool')}, for seetrain sync: ${errorText(error)}`)
  }
}
