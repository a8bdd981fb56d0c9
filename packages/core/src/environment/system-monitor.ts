import type { Clock, Logger, Timer } from '../contracts/ports.ts'
import { diag } from '../diag.ts'
import type { MonitorSource, SampleValues } from './sources/source.ts'

export interface SystemMonitorOptions {
  clock: Clock
  /** Gets each sample. */
  sample: (values: SampleValues, time: number) => void
  sources: readonly MonitorSource[]
  /** Fixed time between samples. Absent: 1 s at first, then 10 s, then 30 s. Costly samples make it longer in both cases. */
  intervalMs?: number
  logger?: Logger
  /** Milliseconds of a clock that never goes back, with fractions. Default `performance.now`. */
  stopwatch?: () => number
}

/** What the monitor costs the program. */
export interface MonitorCost {
  samples: number
  /** Time that a sample keeps the event loop busy, averaged over the samples so far. */
  meanMs: number
  /** The same of the last sample. */
  lastMs: number
  /** Time from now or the last sample to the next. */
  intervalMs: number
}

interface Watched {
  source: MonitorSource
  /** When it was last read, by the stopwatch. */
  readAt: number | undefined
  worked: boolean
  failures: number
}

const FIRST_SAMPLES = 10
const FIRST_MINUTES = 60
const BUSY_SHARE = 0.01
const TRIES = 3

/**
 * Samples the machine at intervals that grow with the run and with what a sample costs. A source that fails at its first
 * read, or three times in a row later, is switched off with one debug line.
 */
export class SystemMonitor {
  readonly #options: SystemMonitorOptions
  readonly #logger: Logger
  readonly #stopwatch: () => number
  #watched: Watched[]
  #timer: Timer | undefined
  #running = false
  #sampling: Promise<void> | undefined
  #samples = 0
  #busyMs = 0
  #lastBusyMs = 0

  constructor(options: SystemMonitorOptions) {
    this.#options = options
    this.#logger = options.logger ?? diag
    this.#stopwatch = options.stopwatch ?? (() => performance.now())
    this.#watched = options.sources.map(source => ({ source, readAt: undefined, worked: false, failures: 0 }))
  }

  /** Takes the first sample soon, never within this call. */
  start(): void {
    if (this.#running) return
    this.#running = true
    this.#schedule(0)
  }

  /** Ends sampling for good. A sample under way is dropped. */
  stop(): void {
    this.#running = false
    this.#timer?.cancel()
    for (const { source } of this.#watched) source.close?.()
    this.#watched = []
  }

  /** Takes a sample now; when one is under way already, waits for that one. Never rejects. */
  sampleNow(): Promise<void> {
    this.#sampling ??= this.#sample().finally(() => {
      this.#sampling = undefined
    })
    return this.#sampling
  }

  cost(): MonitorCost {
    return {
      samples: this.#samples,
      meanMs: this.#samples === 0 ? 0 : this.#busyMs / this.#samples,
      lastMs: this.#lastBusyMs,
      intervalMs: this.#interval(),
    }
  }

  #schedule(delayMs: number): void {
    this.#timer?.cancel()
    this.#timer = this.#options.clock.setTimer(() => void this.#sampleAndGoOn(), delayMs)
  }

  async #sampleAndGoOn(): Promise<void> {
    await this.sampleNow()
    if (this.#running) this.#schedule(this.#interval())
  }

  #interval(): number {
    const adaptive = this.#samples < FIRST_SAMPLES ? 1000 : this.#samples < FIRST_MINUTES ? 10_000 : 30_000
    const wanted = this.#options.intervalMs ?? adaptive
    return Math.ceil(Math.max(wanted, this.#lastBusyMs / BUSY_SHARE))
  }

  async #sample(): Promise<void> {
    let busyMs = 0
    const pending = this.#watched.map(watched => {
      const before = this.#stopwatch()
      const read = this.#read(watched)
      busyMs += this.#stopwatch() - before
      return read
    })
    const values: SampleValues = Object.assign({}, ...(await Promise.all(pending)))
    if (this.#watched.length === 0) return
    const before = this.#stopwatch()
    this.#deliver(values)
    this.#lastBusyMs = busyMs + this.#stopwatch() - before
    this.#busyMs += this.#lastBusyMs
    this.#samples++
  }

  async #read(watched: Watched): Promise<SampleValues> {
    const now = this.#stopwatch()
    try {
      const values = await watched.source.read(watched.readAt === undefined ? 0 : now - watched.readAt)
      watched.readAt = now
      watched.worked = true
      watched.failures = 0
      return values
    } catch (error) {
      watched.failures++
      if (!watched.worked || watched.failures >= TRIES) this.#switchOff(watched, error)
      return {}
    }
  }

  #switchOff(watched: Watched, error: unknown): void {
    this.#watched = this.#watched.filter(other => other !== watched)
    this.#logger.debug(`system monitor: ${watched.source.name} is not recorded: ${String(error)}`)
    watched.source.close?.()
  }

  #deliver(values: SampleValues): void {
    if (Object.keys(values).length === 0) return
    try {
      this.#options.sample(values, this.#options.clock.now())
    } catch (error) {
      this.#logger.debug(`system monitor: a sample was lost: ${String(error)}`)
    }
  }
}
