import { matchesAll, type LookUp } from './match-clauses.ts'
import type { Clause } from './parse-filter.ts'

const PROMPT_TAG = 'mlflow.prompt.is_prompt'

/** Prompts lie in the registry too, and are found only by those who ask for them. */
export function matchesModels(clauses: readonly Clause[], lookUp: LookUp): boolean {
  const about = clauses.filter(({ entity, key }) => entity === 'tag' && key === PROMPT_TAG)
  const asks = about.some(({ comparator, value }) => (comparator === '=') === (value === 'true'))
  const isPrompt = lookUp({ entity: 'tag', key: PROMPT_TAG }) === 'true'
  return (
    isPrompt === asks &&
    matchesAll(
      clauses.filter(clause => !about.includes(clause)),
      lookUp,
    )
  )
}
