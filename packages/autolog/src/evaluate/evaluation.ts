export interface EvaluatedRow {
  id: string
  input: unknown
  expected?: unknown
  output?: unknown
  /** Why there is no output, or not every score. */
  error?: string
  scores: { [scorer: string]: number }
}

export interface Evaluation {
  runId: string
  rows: EvaluatedRow[]
  /** The mean of each scorer over the rows that it judged. */
  scores: { [scorer: string]: number }
}

/** How one scorer's judgement moved between two evaluations. Ids are those of the examples. */
export interface Movement {
  before: number
  after: number
  better: string[]
  worse: string[]
}

/** Compares an evaluation with an earlier one, example by example. Examples that only one of them has are left out. */
export function compareEvaluations(before: Evaluation, after: Evaluation): { [scorer: string]: Movement } {
  const earlier = new Map(before.rows.map(row => [row.id, row.scores]))
  const shared = after.rows.filter(row => earlier.has(row.id))
  const scorers = Object.keys(after.scores).filter(name => name in before.scores)
  const movement = (name: string): Movement => {
    const rows = shared
      .map(({ id, scores }) => ({ id, was: earlier.get(id)![name], is: scores[name] }))
      .filter((row): row is { id: string; was: number; is: number } => row.was !== undefined && row.is !== undefined)
    return {
      before: mean(rows.map(({ was }) => was)),
      after: mean(rows.map(({ is }) => is)),
      better: rows.filter(({ was, is }) => is > was).map(({ id }) => id),
      worse: rows.filter(({ was, is }) => is < was).map(({ id }) => id),
    }
  }
  return Object.fromEntries(scorers.map(name => [name, movement(name)]))
}

export function meanScores(rows: readonly EvaluatedRow[]): { [scorer: string]: number } {
  const names = new Set(rows.flatMap(({ scores }) => Object.keys(scores)))
  const valuesOf = (name: string): number[] =>
    rows.map(({ scores }) => scores[name]).filter(value => value !== undefined)
  return Object.fromEntries([...names].map(name => [name, mean(valuesOf(name))]))
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
