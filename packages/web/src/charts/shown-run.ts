import type { RunRow } from '../api/wire.ts'
import { colorAt, dashAt } from '../parts/run-colors.ts'
import { cellOf } from '../runs/columns.ts'

/** A run whose lines are shown, and how they look. */
export interface ShownRun {
  run: RunRow
  color: string
  dash: number[] | undefined
}

export function shownRuns(runs: readonly RunRow[], isDark: boolean): ShownRun[] {
  return runs.map((run, index) => ({ run, color: colorAt(index, isDark), dash: dashAt(index) }))
}

export interface RunGroup {
  name: string
  runs: string[]
  color: string
  dash: number[] | undefined
}

/** Runs by what they have in a column, in the order of first appearance. */
export function groupRuns(runs: readonly RunRow[], column: string, isDark: boolean): RunGroup[] {
  const groups = new Map<string, string[]>()
  for (const run of runs) {
    const value = cellOf(run, column)
    const name =
      value === undefined || value === null || value === ''
        ? '(none)'
        : typeof value === 'object'
          ? JSON.stringify(value)
          : String(value)
    groups.set(name, [...(groups.get(name) ?? []), run.id])
  }
  return [...groups].map(([name, runs], index) => ({ name, runs, color: colorAt(index, isDark), dash: dashAt(index) }))
}
