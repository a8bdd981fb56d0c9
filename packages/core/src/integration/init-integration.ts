import type { Integration, IntegrationDefinition } from '../contracts/integration.ts'
import type { FinishOptions, Run, RunWords } from '../contracts/run.ts'
import { diag } from '../diag.ts'
import { processState } from '../process-state.ts'
import { resolveIntegration } from './registry.ts'

type Options = { readonly [name: string]: unknown }

/** Options that name the run to share, and those that change a run which is open already. */
const IDENTITY = ['project', 'experimentName', 'dir', 'id']
const WORDS = ['description', 'notes', 'group', 'jobType', 'tags'] as const satisfies readonly (keyof RunWords)[]

const shared = processState('shared-runs', () => new Map<string, Run>())

/**
 * Binds a framework to a run. Integrations of one project and experiment share one run: the first opens it with
 * `openRun`, the others join it, the last `finish()` ends it. Options that the adapter does not name go to the run.
 */
export function initIntegration(framework: string, options: Options, openRun: (options: Options) => Run): Integration {
  const definition = resolveIntegration(framework)
  const { own, rest } = split(definition, options)
  const key = JSON.stringify(IDENTITY.map(name => rest[name] ?? null))
  const open = openRuns().get(key)
  if (open) {
    const integration = definition.create(open, own)
    join(open, rest, definition.framework)
    return integration
  }
  const run = openRun(rest)
  const integration = createOrFinish(definition, run, own)
  shared.set(key, run)
  return integration
}

/** Runs `work` with an integration that is finished on every way out. An error marks the run failed and goes on unchanged. */
export async function withIntegration<T>(
  framework: string,
  options: Options,
  openRun: (options: Options) => Run,
  work: (integration: Integration) => T | Promise<T>,
): Promise<T> {
  const integration = initIntegration(framework, options, openRun)
  let outcome: FinishOptions | undefined
  try {
    return await work(integration)
  } catch (error) {
    outcome = { state: 'failed', error }
    throw error
  } finally {
    await integration.finish(outcome)
  }
}

/** An adapter that refuses its options must not leave a run open behind it. */
function createOrFinish(definition: IntegrationDefinition, run: Run, options: Options): Integration {
  try {
    return definition.create(run, options)
  } catch (error) {
    void run.finish({ state: 'failed', error })
    throw error
  }
}

function openRuns(): Map<string, Run> {
  for (const [key, run] of shared) if (run.state !== 'running') shared.delete(key)
  return shared
}

function split(definition: IntegrationDefinition, options: Options): { own: Options; rest: Options } {
  const isOwn = ([name]: [string, unknown]) => definition.options?.includes(name) === true
  const entries = Object.entries(options)
  return { own: Object.fromEntries(entries.filter(isOwn)), rest: Object.fromEntries(entries.filter(entry => !isOwn(entry))) }
}

/** Applies what can still be applied to an open run and tells the rest, so that no option is ignored in silence. */
function join(run: Run, options: Options, framework: string): void {
  const { config, ...others } = options
  if (typeof config === 'object' && config !== null) run.updateConfig(config)
  const words = Object.fromEntries(WORDS.filter(word => others[word] !== undefined).map(word => [word, others[word]]))
  if (Object.keys(words).length > 0) run.edit(words)
  const late = Object.keys(others).filter(name => !IDENTITY.includes(name) && !(WORDS as readonly string[]).includes(name))
  if (late.length > 0) diag.warn(`${framework} joined the open run "${run.name}"; too late for its options ${late.join(', ')}. Pass them to the first init.`)
}
