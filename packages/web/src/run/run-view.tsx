import { lazyPart } from '../app/lazy-part.ts'
import { useQuery } from '@tanstack/react-query'
import { Suspense, type ComponentType } from 'react'
import { Link } from 'wouter'
import { runQuery } from '../api/queries.ts'
import type { RunDetail, RunRow } from '../api/wire.ts'
import { formatAgo, formatDuration, formatMoment } from '../format/quantities.ts'
import { StateBadge } from '../parts/state-badge.tsx'
import { Empty, Loaded, Loading } from '../parts/states.tsx'
import { Tabs } from '../parts/tabs.tsx'
import { useTitle } from '../parts/use-title.ts'
import '../styles/run.css'

/** What a part of a run's page gets. */
export interface RunPartProps {
  detail: RunDetail
}

interface Part {
  name: string
  /** Left out for runs that have nothing of the sort. */
  isOf?: (run: RunRow) => boolean
  view: ComponentType<RunPartProps>
}

const PARTS: { [view: string]: Part } = {
  overview: { name: 'Overview', view: lazyPart(async () => (await import('./overview.tsx')).Overview) },
  evaluation: {
    name: 'Evaluation',
    isOf: ({ jobType }) => jobType === 'evaluation',
    view: lazyPart(async () => (await import('../evaluations/run-evaluation.tsx')).RunEvaluation),
  },
  charts: { name: 'Charts', view: lazyPart(async () => (await import('./run-charts.tsx')).RunCharts) },
  media: { name: 'Media', view: lazyPart(async () => (await import('../media/run-media.tsx')).RunMedia) },
  traces: {
    name: 'Traces',
    view: lazyPart(async () => (await import('../traces/run-traces.tsx')).RunTraces),
  },
  artifacts: {
    name: 'Artifacts',
    view: lazyPart(async () => (await import('../artifacts/run-artifacts.tsx')).RunArtifacts),
  },
  system: {
    name: 'System',
    view: lazyPart(async () => (await import('../system/run-system.tsx')).RunSystem),
  },
  logs: { name: 'Log', view: lazyPart(async () => (await import('../logs/run-logs.tsx')).RunLogs) },
  files: { name: 'Files', view: lazyPart(async () => (await import('../files/run-files.tsx')).RunFiles) },
  environment: {
    name: 'Environment',
    view: lazyPart(async () => (await import('../environment/run-environment.tsx')).RunEnvironment),
  },
  alerts: {
    name: 'Alerts',
    view: lazyPart(async () => (await import('../alerts/run-alerts.tsx')).RunAlerts),
  },
}

export function RunView({ id, view }: { id: string; view: string }) {
  const query = useQuery(runQuery(id))
  const part = PARTS[view]
  useTitle(`${query.data?.run.name ?? 'Run'}${part ? ` · ${part.name}` : ''}`)
  return (
    <Loaded query={query} what="the run">
      {detail => (
        <>
          <RunHead detail={detail} />
          <Tabs
            label="Parts of the run"
            tabs={Object.entries(PARTS)
              .filter(([, { isOf }]) => isOf?.(detail.run) ?? true)
              .map(([name, { name: title }]) => ({
                name: title,
                href: name === 'overview' ? `/runs/${id}` : `/runs/${id}/${name}`,
                active: name === view,
              }))}
          />
          <Suspense fallback={<Loading what="this part" />}>
            {part ? <part.view detail={detail} /> : <Empty title="A run has no such part" />}
          </Suspense>
        </>
      )}
    </Loaded>
  )
}

function RunHead({ detail: { run } }: RunPartProps) {
  const duration = (run.endedAt ?? run.updatedAt) - run.createdAt
  return (
    <div className="page-head">
      <Link href={`/runs?project=${encodeURIComponent(run.project)}`} className="quiet">
        {run.project}
      </Link>
      <span className="quiet" aria-hidden>
        /
      </span>
      <h1>{run.name}</h1>
      <StateBadge state={run.state} />
      {run.deleted && (
        <span className="badge" data-tone="warn">
          deleted
        </span>
      )}
      <span className="quiet" title={formatMoment(run.createdAt)}>
        started {formatAgo(run.createdAt, Date.now())}, {run.state === 'running' ? 'running for' : 'ran'}{' '}
        {formatDuration(duration)}
      </span>
    </div>
  )
}
