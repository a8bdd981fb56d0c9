import type { Hook, HookTable, Integration, IntegrationMode, IntegrationStats } from '../contracts/integration.ts'
import type { MediaType, PlainObject } from '../contracts/record.ts'
import type { FinishOptions, LogOptions, LogValues, MediaOptions, Run } from '../contracts/run.ts'
import { warnOnce } from '../diag.ts'
import { errorText } from '../errors/error-text.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { UnknownHookError } from '../errors/unknown-hook-error.ts'
import { WrongModeError } from '../errors/wrong-mode-error.ts'
import { systemClock } from '../ports/system-clock.ts'
import { toPlainObject } from '../record/to-plain.ts'
import { namedOperation, noteFailure, type Operation } from '../resilience/operations.ts'
import { MODE_ACCESSORS } from './modes.ts'
import { joinRun, leaveRun } from './run-members.ts'

type Method = (...args: unknown[]) => unknown

const MEDIA_METHODS = {
  image: 'logImage',
  audio: 'logAudio',
  text: 'logText',
  video: 'logVideo',
  table: 'logTable',
  histogram: 'logHistogram',
  plot: 'logPlot',
  object3d: 'logObject3D',
  html: 'logHtml',
  molecule: 'logMolecule',
} as const satisfies Record<MediaType, keyof Run>

/**
 * What every adapter is made of: bound to a run, counted, guarded. An adapter writes its hooks as plain methods and
 * names them in a `HookTable`; `listener` is the object that the framework holds, whose methods never throw.
 */
export abstract class IntegrationBase implements Integration {
  abstract readonly mode: IntegrationMode
  readonly framework: string
  readonly run: Run
  /** The methods of the hook table, each counted and guarded. */
  protected readonly listener: Readonly<Record<string, Method>>
  readonly #hooks: HookTable
  readonly #counts = { calls: 0, points: 0, media: 0, failures: 0 }
  readonly #hookCalls: Record<string, number> = {}
  #lastError: string | undefined
  #outcome: FinishOptions | undefined
  #finished: Promise<void> | undefined

  constructor(framework: string, hooks: HookTable, run: Run) {
    this.framework = framework
    this.run = run
    this.#hooks = hooks
    this.listener = Object.fromEntries(
      Object.entries(hooks).map(([name, hook]) => [hook.method, this.#listen(name, hook)]),
    )
    joinRun(run, this)
    run.markFramework(framework)
  }

  getCallback(): unknown {
    throw this.#wrongMode('getCallback')
  }

  getTracker(): unknown {
    throw this.#wrongMode('getTracker')
  }

  getBackend(): unknown {
    throw this.#wrongMode('getBackend')
  }

  /** The run's config as it is now; a copy. */
  getConfig(): PlainObject {
    return toPlainObject(this.run.config, 'config')
  }

  getStats(): IntegrationStats {
    return {
      framework: this.framework,
      mode: this.mode,
      ...this.#counts,
      hooks: { ...this.#hookCalls },
      ...(this.#lastError !== undefined && { lastError: this.#lastError }),
    }
  }

  callHook(name: string, args: unknown[]): unknown {
    const hook = Object.hasOwn(this.#hooks, name) ? this.#hooks[name] : undefined
    if (!hook) throw new UnknownHookError(this.framework, name, Object.keys(this.#hooks))
    let checked = args
    try {
      checked = hook.parse?.(args) ?? args
    } catch (error) {
      // the caller of a hook by name is a program that can be told, unlike a framework in its training loop
      this.#count(name)
      this.failed(name, error)
      throw error
    }
    return this.#invoke(name, () => this.#method(hook)(...checked))
  }

  finish(outcome?: FinishOptions): Promise<void> {
    this.#finished ??= leaveRun(this.run, this, outcome ?? this.#outcome)
    return this.#finished
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.finish()
  }

  /** Logs scalars and counts them. */
  protected logPoints(values: LogValues, options?: LogOptions): void {
    this.#counts.points += countPoints(values)
    this.run.log(values, options)
  }

  /** Logs one picture, table, … and counts it. */
  protected logMedia(type: MediaType, key: string, value: unknown, options?: MediaOptions): void {
    this.#counts.media += 1
    this.run[MEDIA_METHODS[type]](key, value, options)
  }

  /** How the framework says its work ended; used when `finish` is called without an outcome. The last word counts. */
  protected setOutcome(outcome: FinishOptions | undefined): void {
    this.#outcome = outcome
  }

  /** Runs our own work inside the framework's: a failure is counted and told once, and never leaves. */
  protected guard<T>(where: string, work: () => T): T | undefined {
    try {
      const result = work()
      return isThenable(result) ? (result.then(undefined, (error: unknown) => this.failed(where, error)) as T) : result
    } catch (error) {
      this.failed(where, error)
      return undefined
    }
  }

  /** Counts a failure and tells it, the first time at each place. */
  protected failed(where: string, error: unknown): void {
    this.#counts.failures += 1
    noteFailure(this.#operation, error, systemClock.now())
    this.#lastError = errorText(error)
    warnOnce(
      `integration.${this.framework}.${where}`,
      `${this.framework}: ${where} failed and was skipped; your training goes on. ${this.#lastError}`,
    )
  }

  #listen(name: string, hook: Hook): Method {
    const method = this.#method(hook)
    return (...args) => this.#invoke(name, () => method(...(hook.parse?.(args) ?? args)))
  }

  #method(hook: Hook): Method {
    const method: unknown = Reflect.get(this, hook.method)
    if (typeof method === 'function') return method.bind(this)
    throw new InvalidArgumentError(
      `hooks.${hook.method}`,
      method,
      `Give the adapter of ${this.framework} a method of this name.`,
    )
  }

  #invoke(name: string, work: () => unknown): unknown {
    this.#count(name)
    return this.guard(name, work)
  }

  get #operation(): Operation {
    return namedOperation(`integration:${this.framework}`)
  }

  #count(name: string): void {
    this.#operation.stats.calls++
    this.#counts.calls += 1
    this.#hookCalls[name] = (this.#hookCalls[name] ?? 0) + 1
  }

  #wrongMode(asked: string): WrongModeError {
    return new WrongModeError(this.framework, this.mode, asked, MODE_ACCESSORS[this.mode])
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'
}

function countPoints(values: object): number {
  let points = 0
  for (const value of Object.values(values)) {
    if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') points += 1
    else if (typeof value !== 'object' || value === null) continue
    else if (value instanceof Date || 'dataSync' in value) points += 1
    else if (Object.getPrototypeOf(value) === Object.prototype) points += countPoints(value)
  }
  return points
}
