import type { FinishOptions } from '../contracts/run.ts'
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

interface Watch {
  runs: Set<Ending>
  /** The exception that is about to end the process. */
  error?: unknown
}

const watch = processState<Watch>('lifecycle', () => ({ runs: new Set() }))

/** Ends the run when the process does. Listeners are on the process only while runs are open. */
export function watchProcess(run: Ending): void {
  if (watch.runs.size === 0) install()
  watch.runs.add(run)
}

export function unwatchProcess(run: Ending): void {
  if (watch.runs.delete(run) && watch.runs.size === 0) uninstall()
}

function install(): void {
  process.on('exit', onExit)
  process.on('beforeExit', onBeforeExit)
  process.on('uncaughtExceptionMonitor', onException)
  for (const signal of SIGNALS) process.on(signal, onSignal)
}

function uninstall(): void {
  process.off('exit', onExit)
  process.off('beforeExit', onBeforeExit)
  process.off('uncaughtExceptionMonitor', onException)
  for (const signal of SIGNALS) process.off(signal, onSignal)
}

// the event loop ran dry without finish(): there is still time to deliver
function onBeforeExit(code: number): void {
  for (const run of watch.runs) void run.finish(outcomeOf(code))
}

function onExit(code: number): void {
  for (const run of watch.runs) run.endNow(outcomeOf(code))
}

// only looks: who handles the exception, or that nobody does, stays as it was
function onException(error: unknown): void {
  watch.error = error
  for (const run of watch.runs) run.flushNow()
}

function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) {
    // the program has plans of its own for this signal; its exit will end the runs
    for (const run of watch.runs) run.flushNow()
    return
  }
  for (const run of watch.runs) run.endNow({ state: 'killed', signal })
  uninstall()
  process.kill(process.pid, signal)
}

function outcomeOf(code: number): FinishOptions {
  if (code === 0) return { state: 'finished', exitCode: 0 }
  return { state: 'failed', exitCode: code, ...(watch.error !== undefined && { error: watch.error }) }
}
