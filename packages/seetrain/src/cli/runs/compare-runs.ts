import type { Plain, RunSummary } from '@seetrain/core'
import { configMembers } from './config-pairs.ts'

/** One member of the configs, or one key of the summaries: a value for each run, `undefined` where a run has none. */
export interface ComparedRow {
  key: string
  values: (Plain | undefined)[]
  differs: boolean
}

export interface Comparison {
  config: ComparedRow[]
  summary: ComparedRow[]
}

/** Runs side by side, in their order; keys in the order of first appearance. */
export function compareRuns(runs: readonly RunSummary[]): Comparison {
  return {
    config: rowsOf(runs.map(run => configMembers(run.config))),
    summary: rowsOf(runs.map(run => Object.entries(run.summary) as [string, Plain][])),
  }
}

function rowsOf(members: readonly [string, Plain][][]): ComparedRow[] {
  const columns = members.map(entries => new Map(entries))
  const keys = new Set(columns.flatMap(column => [...column.keys()]))
  return Array.from(keys, key => {
    const values = columns.map(column => column.get(key))
    return { key, values, differs: new Set(values.map(value => JSON.stringify(value))).size > 1 }
  })
}
