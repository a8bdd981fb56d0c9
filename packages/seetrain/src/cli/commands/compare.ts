import type { RunSummary } from '@seetrain/core'
import { CommandError } from '../command-error.ts'
import { print, printJson, screenWidth } from '../output/screen.ts'
import { comparePage } from '../runs/compare-page.ts'
import { compareRuns, type ComparedRow, type Comparison } from '../runs/compare-runs.ts'
import { findRun } from '../runs/find-run.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'
import { readSummary } from '../runs/read-summary.ts'

export interface CompareOptions extends PlaceOptions {
  all?: boolean
  json?: boolean
}

/** `seetrain compare` */
export function compare(given: readonly string[], { all = false, json, ...place }: CompareOptions): void {
  const { home } = openHome(place)
  const ids = [...new Set(given.map(name => findRun(name, home)))]
  if (ids.length < 2) throw new CommandError('usage', `compare: these are one run, ${ids[0]}. Name another one, too.`)
  const runs = ids.map(id => summaryOf(home, id))
  const comparison = compareRuns(runs)
  if (json) printJson(asJson(runs, comparison, all))
  else print(...comparePage(runs, comparison, { all, width: screenWidth() }))
}

function summaryOf(home: string, id: string): RunSummary {
  const summary = readSummary(home, id)
  if (summary === undefined) throw new CommandError('failure', `run: ${id} can not be read. seetrain doctor says more.`)
  return summary
}

function asJson(runs: readonly RunSummary[], { config, summary }: Comparison, all: boolean): object {
  const rows = (compared: ComparedRow[]): object[] =>
    compared.filter(({ differs }) => all || differs).map(row => ({ ...row, values: valuesById(runs, row) }))
  return {
    runs: runs.map(({ id, name, project, state }) => ({ id, name, project, state })),
    config: rows(config),
    summary: rows(summary),
  }
}

/** A run without the value has no member, so that it is told from one whose value is null. */
function valuesById(runs: readonly RunSummary[], { values }: ComparedRow): object {
  return Object.fromEntries(runs.flatMap(({ id }, index) => (values[index] === undefined ? [] : [[id, values[index]]])))
}
