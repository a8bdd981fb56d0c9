import type { AlertLevel, AlertRecord, MetricGoal } from '../contracts/record.ts'
import type { FinishOptions, MetricDefinition, RunWords } from '../contracts/run.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { nearest } from '../integration/framework-id.ts'
import { toStep } from './steps.ts'

const SUMMARIES = ['min', 'max', 'mean', 'last', 'best', 'none']
const GOALS = ['minimize', 'maximize']
const DEFINITION_MEMBERS = ['stepKey', 'summary', 'goal', 'kind', 'metadata']
const STATES = ['finished', 'failed', 'killed']
const OUTCOME_MEMBERS = ['state', 'exitCode', 'signal', 'error']
const LEVELS = ['info', 'warning', 'error']
const ALERT_MEMBERS = ['text', 'level', 'step']
const WORDS = ['name', 'description', 'notes', 'group', 'jobType', 'tags']

/** Throws on the first member that has no such name, and on what has no members. */
export function checkMembers(what: string, given: object, known: readonly string[]): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new InvalidArgumentError(what, given, `Pass an object with ${known.join(', ')}.`)
  }
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue
    const near = nearest(name, known)
    throw new InvalidArgumentError(
      `${what}.${name}`,
      (given as Record<string, unknown>)[name],
      `There is no such option.${near === undefined ? '' : ` Did you mean "${near}"?`} Known: ${known.join(', ')}.`,
    )
  }
}

/** `knownGoal` is what an earlier definition said. */
export function checkDefinition(definition: MetricDefinition, knownGoal?: MetricGoal): MetricDefinition {
  checkMembers('defineMetric', definition, DEFINITION_MEMBERS)
  checkChoice('summary', definition.summary, SUMMARIES)
  checkChoice('goal', definition.goal, GOALS)
  checkText('stepKey', definition.stepKey)
  checkText('kind', definition.kind)
  if (definition.summary === 'best' && (definition.goal ?? knownGoal) === undefined) {
    throw new InvalidArgumentError(
      'goal',
      undefined,
      "The summary 'best' needs to know what is better: pass goal: 'minimize' or 'maximize'.",
    )
  }
  return definition
}

export function checkWords(words: RunWords): RunWords {
  checkMembers('edit', words, WORDS)
  for (const [name, value] of Object.entries(words)) if (name !== 'tags') checkText(name, value)
  const { tags } = words
  const areTags = tags === undefined || (Array.isArray(tags) && tags.every(tag => typeof tag === 'string'))
  if (!areTags) throw new InvalidArgumentError('tags', tags, 'Pass an array of strings.')
  return words
}

export function checkOutcome(outcome: FinishOptions): FinishOptions {
  checkMembers('finish', outcome, OUTCOME_MEMBERS)
  checkChoice('state', outcome.state, STATES)
  return outcome
}

export function toAlert(
  title: string,
  options: { text?: string; level?: AlertLevel; step?: number } = {},
  time: number,
): AlertRecord {
  checkMembers('alert', options, ALERT_MEMBERS)
  const { text, level = 'info' } = options
  checkChoice('level', level, LEVELS)
  const step = toStep(options.step)
  if (step === undefined) throw new InvalidArgumentError('step', options.step, 'Pass a whole number.')
  const alert: AlertRecord = { kind: 'alert', time, title: String(title), level }
  if (text !== undefined) alert.text = String(text)
  if (!Number.isNaN(step)) alert.step = step
  return alert
}

export function checkText(field: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'string') throw new InvalidArgumentError(field, value, 'Pass a string.')
}

function checkChoice(field: string, value: string | undefined, choices: readonly string[]): void {
  if (value !== undefined && !choices.includes(value))
    throw new InvalidArgumentError(field, value, `Pass one of ${choices.join(', ')}.`)
}
