import type { IntegrationDefinition } from '../contracts/integration.ts'
import { warnOnce } from '../diag.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { UnknownIntegrationError } from '../errors/unknown-integration-error.ts'
import { processState } from '../process-state.ts'
import { discoverIntegrations } from './discovery.ts'
import { nearest, squeeze } from './framework-id.ts'
import { MODE_ACCESSORS } from './modes.ts'

interface Entry {
  framework: string
  definition?: IntegrationDefinition
  load?: () => IntegrationDefinition
}

const state = processState('integrations', () => ({ entries: new Map<string, Entry>(), discovered: false }))

/**
 * Makes a framework known to `init('<framework>', …)`: by its definition, or by its id and a loader that is called at the
 * first use. The first registration of an id wins; another one is told and refused. Returns the way to take it back.
 */
export function registerIntegration(definition: IntegrationDefinition): () => void
export function registerIntegration(framework: string, load: () => IntegrationDefinition): () => void
export function registerIntegration(
  what: IntegrationDefinition | string,
  load?: () => IntegrationDefinition,
): () => void {
  const entry =
    typeof what === 'string' ? lazyEntry(what, load) : { framework: checkDefinition(what).framework, definition: what }
  const key = squeeze(entry.framework)
  const known = state.entries.get(key)
  if (known && refuses(known, entry)) return () => {}
  state.entries.set(key, entry)
  return () => {
    if (state.entries.get(key) === entry) state.entries.delete(key)
  }
}

/** Ids of all frameworks that are registered, sorted. Loads none of them. */
export function listIntegrations(): string[] {
  return [...state.entries.values()].map(entry => entry.framework).sort()
}

/** Finds a definition by any spelling of its id; packages of the project that bring integrations are asked last. */
export function resolveIntegration(framework: string): IntegrationDefinition {
  if (typeof framework !== 'string')
    throw new InvalidArgumentError('framework', framework, 'Pass the id of a framework, such as "tfjs".')
  const entry = find(framework)
  if (!entry) throw new UnknownIntegrationError(framework, listIntegrations(), nearest(framework, listIntegrations()))
  entry.definition ??= checkDefinition(entry.load?.())
  return entry.definition
}

function find(framework: string): Entry | undefined {
  const key = squeeze(framework)
  if (!state.entries.has(key) && !state.discovered) {
    state.discovered = true
    for (const definition of discoverIntegrations(process.cwd(), checkDefinition)) registerIntegration(definition)
  }
  return state.entries.get(key)
}

function lazyEntry(framework: string, load: unknown): Entry {
  if (typeof load !== 'function')
    throw new InvalidArgumentError('load', load, 'Pass a function that returns the definition.')
  return { framework: checkId(framework), load: load as () => IntegrationDefinition }
}

/** Whether an entry stays in the face of another one of the same id. */
function refuses(known: Entry, entry: Entry): boolean {
  // a catalog that a second copy of the library registers, or the definition that a catalog would load
  if (entry.load || known.definition === entry.definition) return true
  if (!known.definition) return false
  warnOnce(
    `integration.duplicate.${entry.framework}`,
    `the integration "${entry.framework}" is registered already; the second registration was refused. Give yours another id.`,
  )
  return true
}

function checkDefinition(value: unknown): IntegrationDefinition {
  if (typeof value !== 'object' || value === null)
    throw new InvalidArgumentError('definition', value, 'Pass an IntegrationDefinition.')
  const { framework, mode, hooks, create } = value as Partial<IntegrationDefinition>
  checkId(framework)
  if (!Object.hasOwn(MODE_ACCESSORS, String(mode)))
    throw new InvalidArgumentError('definition.mode', mode, `Use one of: ${Object.keys(MODE_ACCESSORS).join(', ')}.`)
  if (typeof hooks !== 'object' || hooks === null)
    throw new InvalidArgumentError('definition.hooks', hooks, 'Pass the table of hooks; {} when there are none.')
  if (typeof create !== 'function')
    throw new InvalidArgumentError('definition.create', create, 'Pass a function (run, options) => Integration.')
  return value as IntegrationDefinition
}

function checkId(framework: unknown): string {
  if (typeof framework === 'string' && /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(framework)) return framework
  throw new InvalidArgumentError('framework', framework, 'Use an id in snake case, such as "pytorch_lightning".')
}
