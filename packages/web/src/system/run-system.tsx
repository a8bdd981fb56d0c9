import { useMemo } from 'react'
import { useTheme } from '../app/theme.ts'
import { ChartBoard } from '../charts/chart-board.tsx'
import { shownRuns } from '../charts/shown-run.ts'
import { Empty } from '../parts/states.tsx'
import type { RunPartProps } from '../run/run-view.tsx'

/** What the machine did while the run went on. */
export function RunSystem({ detail: { run, systemKeys } }: RunPartProps) {
  const { isDark } = useTheme()
  const chart = useMemo(
    () => ({ source: 'system' as const, shown: shownRuns([run], isDark), groups: undefined }),
    // the run is a new object after each change; its lines need only these
    [run.id, run.name, isDark],
  )
  if (systemKeys.length === 0)
    return (
      <Empty title="The machine was not watched">
        <p>
          The setting <code>systemMonitor</code> may be off, or the run was shorter than the first sample, a second after its start.
        </p>
      </Empty>
    )
  return <ChartBoard project={`system of ${run.project}`} keys={systemKeys} chart={chart} />
}
