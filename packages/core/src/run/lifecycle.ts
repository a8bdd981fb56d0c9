import type { FinishOptions } from '../contracts/run.ts'
import { diag } from '../diag.ts'
import { errorText } from '../errors/error-text.ts'
import { processState } from '../process-state.ts'

/** What the end of a process does to a run. */
export interface Ending {
  /** Ends the run now, without waiting for anything. */
  endNow(outcome: FinishOptions): void
  finish(outcome: FinishOptions): Promise<void>
  /** Hands everything to the operating system. */
  flushNow(): void
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Ends the run when the process does. Listeners are on the process only while runs are open. */
export function watchProcess(run: Ending): void {
  watch.add(run)
}

export function unwatchProcess(run: Ending): void {
  watch.remove(run)
}

/** The listeners on the process, of which there is one set for all copies of the library. */
class ProcessWatch {
  readonly #runs = new Set<Ending>()
  /** The exception that is about to end the process. */
  #error: unknown

  add(run: Ending): void {
    if (this.#runs.size === 0) this.#install()
    this.#runs.add(run)
  }

  remove(run: Ending): void {
    if (this.#runs.delete(run) && this.#runs.size === 0) this.#uninstall()
  }

  #install(): void {
    process.on('exit', this.#onExit)
    process.on('beforeExit', this.#onBeforeExit)
    process.on('uncaughtExceptionMonitor', this.#onException)
    // before the program's own, or those for one time would be gone when they are counted
    for (const signal of SIGNALS) process.prependListener(signal, this.#onSignal)
  }

  #uninstall(): void {
    process.off('exit', this.#onExit)
    process.off('beforeExit', this.#onBeforeExit)
    process.off('uncaughtExceptionMonitor', this.#onException)
    for (const signal of SIGNALS) process.off(signal, this.#onSignal)
  }

  // the event loop ran dry without finish(): there is still time to deliver
  readonly #onBeforeExit = (code: number): void => {
    this.#forEach(run => void run.finish(this.#outcomeOf(code)))
  }

  readonly #onExit = (code: number): void => {
    this.#forEach(run => run.endNow(this.#outcomeOf(code)))
  }

  // only looks: who handles the exception, or that nobody does, stays as it was
  readonly #onException = (error: unknown): void => {
    this.#error = error
    this.#forEach(run => run.flushNow())
  }

  readonly #onSignal = (signal: NodeJS.Signals): void => {
    const yielding = yieldingListeners()
    if (process.listenerCount(signal) > 1 + yielding) {
      // the program has plans of its own for this signal; its exit will end the runs
      this.#forEach(run => run.flushNow())
      return
    }
    this.#forEach(run => run.endNow({ state: 'killed', signal }))
    this.#uninstall()
    if (yielding === 0) process.kill(process.pid, signal)
  }

  // nothing here may keep the process from ending the way it was about to
  #forEach(act: (run: Ending) => void): void {
    for (const run of this.#runs) {
      try {
        act(run)
      } catch (error) {
        diag.error(`a run could not be ended: ${errorText(error)}`)
      }
    }
  }

  #outcomeOf(code: number): FinishOptions {
    if (code === 0) return { state: 'finished', exitCode: 0 }
    return { state: 'failed', exitCode: code, ...(this.#error !== undefined && { error: this.#error }) }
  }
}

/**
 * How many listeners the package signal-exit has on each signal. It ends the process only when nobody else listens: if
 * we waited for it as for others, each would wait for the other, and Ctrl-C would do nothing.
 */
function yieldingListeners(): number {
  const emitters = ['__signal_exit_emitter__', Symbol.for('signal-exit emitter')].map(
    key => Reflect.get(process, key) as unknown,
  )
  return emitters.reduce<number>(
    (sum, emitter) => sum + (Number((emitter as { count?: unknown } | undefined)?.count) || 0),
    0,
  )
}

const watch = processState('lifecycle', () => new ProcessWatch())
