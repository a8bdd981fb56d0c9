import type { MetricDefinition, RunWords } from '../contracts/run.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { nearest } from '../integration/framework-id.ts'

const SUMMARIES = ['min', 'max', 'mean', 'last', 'best', 'none']
const GOALS = ['minimize', 'maximize']
const DEFINITION_MEMBERS = ['stepKey', 'summary', 'goal', 'kind', 'metadata']
const WORDS = ['name', 'description', 'notes', 'group', 'jobType', 'tags']

/** Throws on the first member that has no such name. */
export function checkMembers(what: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    const near = nearest(name, known)
    throw new InvalidArgumentError(`${what}.${name}`, (given as Record<string, unknown>)[name], `There is no such option.${near === undefined ? '' : ` Did you mean "${near}"?`} Known: ${known.join(', ')}.`)
  }
}

export function checkDefinition(definition: MetricDefinition): MetricDefinition {
  checkMembers('defineMetric', definition, DEFINITION_MEMBERS)
  checkChoice('summary', definition.summary, SUMMARIES)
  checkChoice('goal', definition.goal, GOALS)
  if (definition.summary === 'best' && definition.goal === undefined) {
    throw new InvalidArgumentError('goal', undefined, "The summary 'best' needs to know what is better: pass goal: 'minimize' or 'maximize'.")
  }
  return definition
}

export function checkWords(words: RunWords): RunWords {
  checkMembers('edit', words, WORDS)
  for (const [name, value] of Object.entries(words)) {
    const good = name === 'tags' ? Array.isArray(value) && value.every(tag => typeof tag === 'string') : typeof value === 'string'
    if (!good) throw new InvalidArgumentError(name, value, name === 'tags' ? 'Pass an array of strings.' : 'Pass a string.')
  }
  return words
}

export function checkChoice(field: string, value: string | undefined, choices: readonly string[]): void {
  if (value !== undefined && !choices.includes(value)) throw new InvalidArgumentError(field, value, `Pass one of ${choices.join(', ')}.`)
}
