import type { Json, RunRow, TablePage } from '../api/wire.ts'
import { numberOf } from '../format/number-of.ts'

/** One example of an evaluation, as `evaluate` writes it into its table. */
export interface EvaluatedRow {
  id: string
  input: string
  expected: string | undefined
  output: string | undefined
  error: string | undefined
  scores: { [scorer: string]: number }
}

/** An example, what an earlier evaluation made of it, and how the scores moved. */
export interface ComparedRow extends EvaluatedRow {
  before: EvaluatedRow | undefined
  /** By scorer, where both judged; never 0. */
  moved: { [scorer: string]: number }
}

/** How one scorer judges all examples. The members beside `mean` are about those that both evaluations have. */
export interface ScoreSummary {
  scorer: string
  mean: number
  before: number | undefined
  better: number
  worse: number
}

const SCORE = 'score/'
const WORDS = ['id', 'input', 'expected', 'output', 'error']

export function evaluatedRows({ columns, rows }: TablePage): EvaluatedRow[] {
  const at = new Map(columns.map(({ name }, index) => [name, index]))
  const scorers = columns.map(({ name }) => name).filter(name => !WORDS.includes(name))
  return rows.map(row => {
    const text = (name: string): string | undefined => wordsOf(row[at.get(name) ?? -1])
    const scores = scorers.flatMap(name => {
      const value = row[at.get(name)!]
      return typeof value === 'number' ? [[name, value] as const] : []
    })
    const [expected, output, error] = ['expected', 'output', 'error'].map(text)
    return {
      id: text('id') ?? '',
      input: text('input') ?? '',
      expected,
      output,
      error,
      scores: Object.fromEntries(scores),
    }
  })
}

/** Examples of one evaluation beside those of an earlier one, by their ids. */
export function compareRows(rows: readonly EvaluatedRow[], earlier: readonly EvaluatedRow[]): ComparedRow[] {
  const known = new Map(earlier.map(row => [row.id, row]))
  return rows.map(row => {
    const before = known.get(row.id)
    const moves = Object.entries(row.scores).map(
      ([name, score]) => [name, score - (before?.scores[name] ?? score)] as const,
    )
    return { ...row, before, moved: Object.fromEntries(moves.filter(([, by]) => by !== 0)) }
  })
}

export function summarize(rows: readonly ComparedRow[]): ScoreSummary[] {
  const scorers = [...new Set(rows.flatMap(({ scores }) => Object.keys(scores)))]
  return scorers.map(scorer => {
    const moves = rows.map(({ moved }) => moved[scorer] ?? 0)
    return {
      scorer,
      mean: mean(rows.flatMap(({ scores }) => scores[scorer] ?? []))!,
      before: mean(rows.flatMap(({ before }) => before?.scores[scorer] ?? [])),
      better: moves.filter(by => by > 0).length,
      worse: moves.filter(by => by < 0).length,
    }
  })
}

export const FILTERS = ['all', 'changed', 'better', 'worse', 'failed'] as const
export type RowFilter = (typeof FILTERS)[number]

export function fits({ moved, output, error, before }: ComparedRow, filter: RowFilter): boolean {
  const moves = Object.values(moved)
  if (filter === 'better') return moves.some(by => by > 0)
  if (filter === 'worse') return moves.some(by => by < 0)
  if (filter === 'failed') return error !== undefined
  return filter === 'all' || moves.length > 0 || (before !== undefined && before.output !== output)
}

/** What a run that is an evaluation evaluates by. */
export function datasetOf({ config }: RunRow): string {
  return typeof config['dataset'] === 'string' ? config['dataset'] : 'unknown'
}

/** At most so many members of configs stand in the list. */
const MOST_MEMBERS = 4

/** What the configs of evaluations differ in: the model, the temperature, … */
export function differingMembers(runs: readonly RunRow[]): string[] {
  const names = new Set(runs.flatMap(({ config }) => Object.keys(config)))
  const differs = (name: string) => new Set(runs.map(({ config }) => JSON.stringify(config[name]))).size > 1
  return [...names].filter(name => name !== 'scorers' && differs(name)).slice(0, MOST_MEMBERS)
}

/** Mean of each scorer over a run. */
export function scoresOf({ metrics }: RunRow): Map<string, number> {
  const scores = Object.entries(metrics).filter(([key]) => key.startsWith(SCORE))
  return new Map(scores.map(([key, { summary, mean }]) => [key.slice(SCORE.length), numberOf(summary ?? mean)]))
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length
}

function wordsOf(value: Json | undefined): string | undefined {
  if (value === null || value === undefined) return undefined
  return typeof value === 'string' ? value : JSON.stringify(value)
}
