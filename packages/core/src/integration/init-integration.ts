import type { Integration, IntegrationDefinition } from '../contracts/integration.ts'
import type { FinishOptions, Run, RunWords } from '../contracts/run.ts'
import { diag } from '../diag.ts'
import { processState } from '../process-state.ts'
import { activate, scope } from '../run/context.ts'
import { INIT_OPTIONS, type InitOptions } from '../run/init-options.ts'
import { checkMembers } from '../run/run-arguments.ts'
import { resolveIntegration } from './registry.ts'
import { hasMembers } from './run-members.ts'

/** What a user passes: the run's options and those that the adapter names as its own. */
export type IntegrationInit = InitOptions & { readonly [name: string]: unknown }

type OpenRun = (options: InitOptions) => Run

/** Options that name the run to share, and those that can still change a run which is open already. */
const IDENTITY: readonly string[] = ['project', 'experimentName', 'dir', 'id']
const WORDS = ['description', 'notes', 'group', 'jobType', 'tags'] as const satisfies readonly (keyof RunWords)[]

/** Runs by what names them: those with a name of their own in the whole process, the others in their session. */
const shared = processState('shared-runs', () => ({ named: {}, byPlace: new WeakMap<object, Map<string, Run>>() }))

/**
 * Binds a framework to a run. Integrations of one project and experiment share one run: the first opens it with
 * `openRun`, the others join it, the last `finish()` ends it. Options that the adapter does not name go to the run.
 */
export function initIntegration(framework: string, options: IntegrationInit, openRun: OpenRun): Integration {
  const definition = resolveIntegration(framework)
  checkMembers('init', options, [...INIT_OPTIONS, ...(definition.options ?? [])])
  const { own, rest } = split(definition, options)
  const runs = openRuns(rest)
  const key = JSON.stringify(IDENTITY.map(name => rest[name] ?? null))
  const open = runs.get(key)
  if (open) return join(open, definition, own, rest)
  const run = openRun(rest)
  runs.set(key, run)
  return createOrFinish(definition, run, own)
}

/** Runs `work` with an integration that is finished on every way out. An error marks the run failed and goes on unchanged. */
export async function withIntegration<T>(
  framework: string,
  options: IntegrationInit,
  openRun: OpenRun,
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
function createOrFinish(definition: IntegrationDefinition, run: Run, own: IntegrationInit): Integration {
  try {
    return definition.create(run, own)
  } catch (error) {
    void run.finish({ state: 'failed', error })
    throw error
  }
}

function openRuns({ experimentName, id }: InitOptions): Map<string, Run> {
  const place = experimentName === undefined && id === undefined ? scope() : shared.named
  let runs = shared.byPlace.get(place)
  if (!runs) shared.byPlace.set(place, (runs = new Map()))
  for (const [key, run] of runs) if (run.state !== 'running' || !hasMembers(run)) runs.delete(key)
  return runs
}

function split(
  definition: IntegrationDefinition,
  options: IntegrationInit,
): { own: IntegrationInit; rest: IntegrationInit } {
  const isOwn = ([name]: [string, unknown]) => definition.options?.includes(name) === true
  const entries = Object.entries(options)
  return {
    own: Object.fromEntries(entries.filter(isOwn)),
    rest: Object.fromEntries(entries.filter(entry => !isOwn(entry))),
  }
}

/** Applies what can still be applied to an open run and tells the rest, so that no option is ignored in silence. */
function join(
  run: Run,
  definition: IntegrationDefinition,
  own: IntegrationInit,
  { config, ...others }: IntegrationInit,
): Integration {
  const integration = definition.create(run, own)
  activate(run)
  if (config !== undefined) run.updateConfig(config)
  const words = Object.fromEntries(WORDS.filter(word => others[word] !== undefined).map(word => [word, others[word]]))
  if (Object.keys(words).length > 0) run.edit(words)
  const late = Object.keys(others).filter(
    name => others[name] !== undefined && !IDENTITY.includes(name) && !Object.hasOwn(words, name),
  )
  if (late.length > 0)
    diag.warn(
      `${definition.framework} joined the open run "${run.name}"; too late for its options ${late.join(', ')}. Pass them to the first init.`,
    )
  return integration
}
