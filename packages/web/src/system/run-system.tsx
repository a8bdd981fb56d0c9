import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { systemKeysQuery } from '../api/queries.ts'
import { useTheme } from '../app/theme.ts'
import { ChartBoard } from '../charts/chart-board.tsx'
import { shownRuns } from '../charts/shown-run.ts'
import { Empty, Loaded } from '../parts/states.tsx'
import type { RunPartProps } from '../run/run-view.tsx'

/** What the machine did while the run went on. */
export function RunSystem({ detail: { run } }: RunPartProps) {
  const query = useQuery(systemKeysQuery(run.id))

  const { isDark } = useTheme()
  const chart = useMemo(
    () => ({ source: 'system' as const, shown: shownRuns([run], isDark), groups: undefined }),
    // the run is a new object after each change; its lines need only these
    [run.id, run.name, isDark],
  )
  return (
    <Loaded query={query} what="the machine's samples">
      {({ rows }) =>
        rows.length === 0 ? (
          <NotWatched />
        ) : (
          <ChartBoard project={`system of ${run.project}`} keys={rows} chart={chart} />
        )
      }
    </Loaded>
  )
}

function NotWatched() {
  return (
    <Empty title="The machine was not watched">
      <p>
        The setting <code>systemMonitor</code> may be off, or the run was shorter than the first sample, a second after
        its start.
      </p>
    </Empty>
  )
}
