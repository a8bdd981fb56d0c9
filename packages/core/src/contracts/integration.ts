import type { PlainObject } from './record.ts'
import type { FinishOptions, Run } from './run.ts'

/** How a framework is listened to. */
export type IntegrationMode = 'callback' | 'tracker' | 'visbackend' | 'autolog'

/** Counters of one integration. `failures` were caught and never reached the framework. */
export interface IntegrationStats {
  framework: string
  mode: IntegrationMode
  calls: number
  points: number
  media: number
  failures: number
  /** Calls per hook, by the framework's own name for it. */
  hooks: { [hook: string]: number }
  lastError?: string
}

/** A framework bound to a run. `init('<framework>', options)` returns one. */
export interface Integration {
  /** Snake-case id of the framework; also its mark in the run's config. */
  readonly framework: string
  readonly mode: IntegrationMode
  readonly run: Run
  /** The object to hand to a framework of callback mode. Throws when the mode is another. */
  getCallback(): unknown
  /** The object to hand to a framework of tracker mode. */
  getTracker(): unknown
  /** The object to hand to a framework of visbackend mode. */
  getBackend(): unknown
  getConfig(): PlainObject
  getStats(): IntegrationStats
  /**
   * Calls a hook by the framework's name for it, as another process does through the hooks door.
   * Throws `UnknownHookError` for a hook that the adapter does not declare.
   */
  callHook(hook: string, args: unknown[]): unknown
  /**
   * Lets go of the run; the last integration to leave a run finishes it, as failed when any of them left with that
   * outcome. Repeated calls return the same promise.
   */
  finish(outcome?: FinishOptions): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * The frameworks whose types are known: each id with the adapter's own function that starts it, such as
 * `keras: (options?: InitOptions & KerasOptions) => KerasIntegration`. A package of adapters adds its own:
 * `declare module '@seetrain/core' { interface KnownIntegrations { … } }`.
 */
// oxlint-disable-next-line no-empty-interface -- others fill it
export interface KnownIntegrations {}

/** What `init('<framework>', …)` returns for an id. */
export type IntegrationFor<Id extends string> = Id extends keyof KnownIntegrations
  ? KnownIntegrations[Id] extends (...args: never[]) => infer Known
    ? Known
    : Integration
  : Integration

/** One entry of an adapter's table of hooks: the framework's name → the method, and how its arguments are checked. */
export interface Hook {
  /** Name of the method of the adapter. */
  method: string
  /** What it does, for the docs. */
  says?: string
  /** Names of the arguments in their order, each with its kind; a kind that ends in `?` may be left out. For the docs. */
  parameters?: Readonly<Record<string, string>>
  /** Returns the checked arguments or throws `InvalidArgumentError` naming the bad one. Absent: passed as they are. */
  parse?(args: unknown[]): unknown[]
}

export type HookTable = Readonly<Record<string, Hook>>

/** What a file in `adapters` exports for the registry. */
export interface IntegrationDefinition {
  framework: string
  mode: IntegrationMode
  /** npm or PyPI package that the framework comes in, for the message when it is absent. */
  package?: string
  hooks: HookTable
  /** Names of the options that are the adapter's own; `init` hands every other option to the run. None when absent. */
  options?: readonly string[]
  create(run: Run, options: AdapterOptions): Integration
}

/** What a user passed to `init('<framework>', options)` for the adapter itself. May hold live objects, such as a module. */
export type AdapterOptions = { readonly [name: string]: unknown }
