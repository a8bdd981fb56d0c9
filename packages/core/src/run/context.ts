import { AsyncLocalStorage } from 'node:async_hooks'
import type { Run } from '../contracts/run.ts'
import { processState } from '../process-state.ts'

/** A place that holds the active run: the process itself, or one session of it. */
interface Scope {
  run: Run | undefined
}

const context = processState('context', () => ({
  scopes: new AsyncLocalStorage<Scope>(),
  process: { run: undefined } as Scope,
  /** Stays false in programs without sessions, which then skip the look-up on each log. */
  anyScope: false,
}))

export function currentRun(): Run | undefined {
  return context.anyScope ? (context.scopes.getStore() ?? context.process).run : context.process.run
}

/** Makes a run the active one of the session around the caller, or of the process. */
export function activate(run: Run): void {
  scope().run = run
}

export function deactivate(run: Run): void {
  for (const place of [scope(), context.process]) if (place.run === run) place.run = undefined
}

/** Runs `work` in a session of its own, with no active run yet. */
export function inScope<T>(work: () => T): T {
  context.anyScope = true
  return context.scopes.run({ run: undefined }, work)
}

/** Where the caller's active run is kept; one per session. */
export function scope(): Scope {
  return context.scopes.getStore() ?? context.process
}
