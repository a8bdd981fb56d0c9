import type { Artifact } from './artifact/artifact.ts'
import type { Integration, IntegrationFor, KnownIntegrations } from './contracts/integration.ts'
import type { AlertLevel } from './contracts/record.ts'
import type {
  Config,
  FinishOptions,
  LoggedArtifact,
  LogOptions,
  LogValues,
  MediaOptions,
  MetricDefinition,
  MetricProcessor,
  Run,
  RunWords,
  ScalarOptions,
  ThrottledLog,
  UsedArtifact,
} from './contracts/run.ts'
import { warnOnce } from './diag.ts'
import { initIntegration, withIntegration as withSharedIntegration } from './integration/init-integration.ts'
import { activate, currentRun, inScope } from './run/context.ts'
import type { InitOptions } from './run/init-options.ts'
import { RunBeforeInit } from './run/noop-run.ts'
import { openWithMemory } from './run/open-beside.ts'

const beforeInit = new RunBeforeInit()

/** Options of a run, and those of the adapter where its types are known; any others where they are not. */
type OptionsFor<Id extends string, Options extends InitOptions> = Id extends keyof KnownIntegrations
  ? KnownIntegrations[Id] extends (options?: infer Known) => unknown
    ? Known
    : Options
  : Options

/** Binds a framework to a run. `options` are those of a run, and what the adapter takes. */
export function init<Id extends string, Options extends InitOptions>(
  framework: Id,
  options?: OptionsFor<Id, Options>,
): IntegrationFor<Id>
/** Starts a run and makes it the active one. */
export function init(options?: InitOptions): Run
export function init(first: InitOptions | string = {}, options: InitOptions = {}): Run | Integration {
  return typeof first === 'string' ? initIntegration(first, { ...options }, start) : start(first)
}

/** The active run: that of the session around the caller, else the one started last. */
export function activeRun(): Run | undefined {
  return currentRun()
}

/** Runs `work` with a run of its own and finishes it on every way out. An error marks the run failed and goes on unchanged. */
export function withSession<T>(options: InitOptions, work: (run: Run) => T | Promise<T>): Promise<T> {
  return inScope(async () => {
    const run = start(options)
    let outcome: FinishOptions = { state: 'finished' }
    try {
      return await work(run)
    } catch (error) {
      outcome = { state: 'failed', error }
      throw error
    } finally {
      await run.finish(outcome)
    }
  })
}

/** Runs `work` with an integration and finishes it on every way out. */
export function withIntegration<T, Id extends string, Options extends InitOptions>(
  framework: Id,
  options: OptionsFor<Id, Options>,
  work: (integration: IntegrationFor<Id>) => T | Promise<T>,
): Promise<T> {
  return inScope(() =>
    withSharedIntegration(framework, { ...(options as InitOptions) }, start, integration =>
      work(integration as IntegrationFor<Id>),
    ),
  )
}

const INSPECT = Symbol.for('nodejs.util.inspect.custom')

/** The config of the active run, live. */
// printing looks at the proxied object itself, so that object tells what it stands for
export const config: Config = new Proxy(
  Object.defineProperty({}, INSPECT, { value: () => run().config, configurable: true }),
  {
    get: (_, name) => Reflect.get(run().config, name),
    set: (_, name, value) => Reflect.set(run().config, name, value),
    has: (_, name) => Reflect.has(run().config, name),
    defineProperty: (_, name, descriptor) => Reflect.defineProperty(run().config, name, descriptor),
    deleteProperty: (_, name) => Reflect.deleteProperty(run().config, name),
    ownKeys: () => Reflect.ownKeys(run().config),
    getOwnPropertyDescriptor: (_, name) => {
      const descriptor = Reflect.getOwnPropertyDescriptor(run().config, name)
      return descriptor && { ...descriptor, configurable: true }
    },
  },
)

export function log(values: LogValues, options?: LogOptions): void {
  run().log(values, options)
}
export function logEvery(every: number | { ms: number }): ThrottledLog {
  return run().logEvery(every)
}
export function logScalar(key: string, value: unknown, options?: ScalarOptions): void {
  run().logScalar(key, value, options)
}
export function logImage(key: string, image: unknown, options?: MediaOptions): void {
  run().logImage(key, image, options)
}
export function logAudio(key: string, audio: unknown, options?: MediaOptions): void {
  run().logAudio(key, audio, options)
}
export function logText(key: string, text: unknown, options?: MediaOptions): void {
  run().logText(key, text, options)
}
export function logVideo(key: string, video: unknown, options?: MediaOptions): void {
  run().logVideo(key, video, options)
}
export function logTable(key: string, table: unknown, options?: MediaOptions): void {
  run().logTable(key, table, options)
}
export function logHistogram(key: string, values: unknown, options?: MediaOptions): void {
  run().logHistogram(key, values, options)
}
export function logPlot(key: string, plot: unknown, options?: MediaOptions): void {
  run().logPlot(key, plot, options)
}
export function logObject3D(key: string, object: unknown, options?: MediaOptions): void {
  run().logObject3D(key, object, options)
}
export function logHtml(key: string, html: unknown, options?: MediaOptions): void {
  run().logHtml(key, html, options)
}
export function logMolecule(key: string, molecule: unknown, options?: MediaOptions): void {
  run().logMolecule(key, molecule, options)
}
export function logArtifact(
  artifact: Artifact,
  options?: { aliases?: string[]; step?: number },
): LoggedArtifact | undefined {
  return run().logArtifact(artifact, options)
}
export function useArtifact(reference: string): UsedArtifact {
  return run().useArtifact(reference)
}
export function updateConfig(values: object): void {
  run().updateConfig(values)
}
export function defineMetric(key: string, definition: MetricDefinition): void {
  run().defineMetric(key, definition)
}
export function addMetricProcessor(processor: MetricProcessor): void {
  run().addMetricProcessor(processor)
}
export function alert(title: string, options?: { text?: string; level?: AlertLevel; step?: number }): void {
  run().alert(title, options)
}
export function edit(words: RunWords): void {
  run().edit(words)
}

/** Finishes the active run. Without one it does nothing. */
export function finish(outcome?: FinishOptions): Promise<void> {
  return currentRun()?.finish(outcome) ?? Promise.resolve()
}

function start(options: InitOptions): Run {
  const run = openWithMemory(options)
  activate(run)
  return run
}

function run(): Run {
  const active = currentRun()
  if (active !== undefined) return active
  warnOnce(
    'before init',
    'nothing is recorded: no run is active. Call init() first, or check that finish() did not come too early.',
  )
  return beforeInit
}
