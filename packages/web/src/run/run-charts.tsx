import { useMemo } from 'react'
import { useTheme } from '../app/theme.ts'
import { ChartBoard } from '../charts/chart-board.tsx'
import { shownRuns } from '../charts/shown-run.ts'
import { Empty } from '../parts/states.tsx'
import type { RunPartProps } from './run-view.tsx'

export function RunCharts({ detail: { run, metrics } }: RunPartProps) {
  const { isDark } = useTheme()
  const chart = useMemo(
    () => ({ source: 'metric' as const, shown: shownRuns([run], isDark), groups: undefined }),
    // the run is a new object after each change; its lines need only these
    [run.id, run.name, isDark],
  )
  if (metrics.length === 0)
    return (
      <Empty title="No metrics yet">
        <p>They appear here as soon as the run logs one:</p>
        <pre>{'run.log({ loss: 0.5 }, { step: 1 })'}</pre>
      </Empty>
    )
  return <ChartBoard project={run.project} keys={metrics.map(({ key }) => key)} chart={chart} />
}
