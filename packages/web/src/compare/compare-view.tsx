import { lazyPart } from '../app/lazy-part.ts'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo, type ComponentType } from 'react'
import { Link } from 'wouter'
import { compareQuery } from '../api/queries.ts'
import type { Comparison } from '../api/wire.ts'
import { useTheme } from '../app/theme.ts'
import { useUrlState } from '../app/url-state.ts'
import { useChosenRuns } from '../charts/chosen-runs.ts'
import { shownRuns, type ShownRun } from '../charts/shown-run.ts'
import { formatCount } from '../format/quantities.ts'
import { Empty, Loaded, Loading } from '../parts/states.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { useTitle } from '../parts/use-title.ts'
import '../styles/compare.css'

export interface ComparePartProps {
  comparison: Comparison
  shown: readonly ShownRun[]
}

interface Part {
  name: string
  view: ComponentType<ComparePartProps>
}

const PARTS: { [view: string]: Part } = {
  table: {
    name: 'Differences',
    view: lazyPart(async () => (await import('./difference-table.tsx')).DifferenceTable),
  },
  parallel: {
    name: 'Parallel coordinates',
    view: lazyPart(async () => (await import('./parallel.tsx')).Parallel),
  },
  scatter: { name: 'Scatter', view: lazyPart(async () => (await import('./scatter.tsx')).Scatter) },
  importance: {
    name: 'Importance',
    view: lazyPart(async () => (await import('./importance-view.tsx')).ImportanceView),
  },
}

/** Several runs side by side. */
export function CompareView({ view }: { view: string }) {
  const url = useUrlState()
  const ids = url.list('run')
  const part = PARTS[view]
  const { runs, isPending, error } = useChosenRuns(ids)
  const there = runs.map(({ id }) => id)
  const query = useQuery(compareQuery(there))
  useTitle('Compare')
  if (ids.length === 0)
    return (
      <Empty title="No runs are chosen">
        <p>
          Tick two or more runs in the <Link href="/runs">list of runs</Link>, then choose “Compare”.
        </p>
      </Empty>
    )
  if (!isPending && !error && runs.length === 0)
    return (
      <Empty title="None of these runs is here">
        <Link href="/runs">All runs</Link>
      </Empty>
    )
  const missing = isPending || error ? 0 : ids.length - runs.length
  const search = new URLSearchParams(ids.map(id => ['run', id])).toString()
  return (
    <>
      <div className="page-head">
        <h1>Compare</h1>
        <span className="quiet">
          {formatCount(ids.length, 'run')}
          {missing > 0 && `, of which ${missing} ${missing === 1 ? 'is' : 'are'} not here any more`}
        </span>
        <Link className="button" href={`/charts?${search}`}>
          Charts
        </Link>
        <Link className="button" href={`/media?${search}`}>
          Media
        </Link>
      </div>
      <Tabs
        label="Ways to compare"
        tabs={Object.entries(PARTS).map(([name, { name: title }]) => ({
          name: title,
          href: `/compare/${name}?${search}`,
          active: name === view,
        }))}
      />
      <Loaded query={error ? { ...query, error } : query} what="the comparison">
        {comparison =>
          part ? (
            <Compared comparison={comparison} View={part.view} />
          ) : (
            <Empty title="Runs cannot be compared in this way" />
          )
        }
      </Loaded>
    </>
  )
}

function Compared({ comparison, View }: { comparison: Comparison; View: Part['view'] }) {
  const { isDark } = useTheme()
  const shown = useMemo(() => shownRuns(comparison.runs, isDark), [comparison, isDark])
  return (
    <Suspense fallback={<Loading what="this comparison" />}>
      <View comparison={comparison} shown={shown} />
    </Suspense>
  )
}
