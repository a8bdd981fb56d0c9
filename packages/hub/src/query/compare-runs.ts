import type { PlainObject } from '@seetrain/core'
import { configValues } from '../store/config-values.ts'
import type { MetricSummary, RunRow } from '../store/run-query.ts'

/** A row of a comparison: one value for each run, `undefined` where a run has none. */
export interface ComparedRow<Value> {
  differs: boolean
  values: (Value | undefined)[]
}

export interface Comparison {
  config: (ComparedRow<number | string> & { path: string })[]
  metrics: (ComparedRow<MetricSummary> & { key: string })[]
}

/** Config and metrics of runs side by side, in the order of the runs; paths and keys in the order of first appearance. */
export function compareRuns(runs: readonly RunRow[]): Comparison {
  const configs = runs.map(run => flatConfig(run.config))
  const paths = new Set(configs.flatMap(config => [...config.keys()]))
  const keys = new Set(runs.flatMap(run => Object.keys(run.metrics)))
  return {
    config: [...paths].map(path => {
      const values = configs.map(config => config.get(path))
      return { path, differs: new Set(values).size > 1, values }
    }),
    metrics: [...keys].map(key => {
      const values = runs.map(run => (Object.hasOwn(run.metrics, key) ? run.metrics[key] : undefined))
      const shown = values.map(value => value?.summary ?? value?.last)
      return { key, differs: new Set(shown).size > 1, values }
    }),
  }
}

function flatConfig(config: PlainObject): Map<string, number | string> {
  return new Map(
    configValues(config).map(({ path, number, text }): [string, number | string] => [path, number ?? text ?? 'NaN']),
  )
}
