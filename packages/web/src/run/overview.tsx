import { formatDuration, formatMoment } from '../format/quantities.ts'
import { JsonTree } from '../parts/json-tree.tsx'
import type { RunRow } from '../api/wire.ts'
import { MetricTable } from './metric-table.tsx'
import { Notes } from './notes.tsx'
import { RunTree } from './run-tree.tsx'
import type { RunPartProps } from './run-view.tsx'
import { TagEditor } from './tag-editor.tsx'

export function Overview({ detail: { run, metrics } }: RunPartProps) {
  return (
    <div className="cards">
      {run.error && <RunError run={run} />}
      <section className="card">
        <header>
          <h2>About</h2>
        </header>
        <div className="card-body">
          {run.description && <p className="lead">{run.description}</p>}
          <Facts run={run} />
        </div>
      </section>
      <Notes run={run} />
      <section className="card">
        <header>
          <h2>Config</h2>
        </header>
        <div className="card-body">
          {Object.keys(run.config).length > 0 ? (
            <JsonTree value={run.config} />
          ) : (
            <p className="quiet">
              Nothing was configured: pass <code>config</code> to <code>init</code>, or set{' '}
              <code>run.config.lr = 0.01</code>.
            </p>
          )}
        </div>
      </section>
      <section className="card metrics">
        <header>
          <h2>Metrics</h2>
        </header>
        <MetricTable runId={run.id} metrics={metrics} />
      </section>
      <RunTree run={run} />
    </div>
  )
}

function RunError({ run }: { run: RunRow }) {
  const { name, message, stack } = run.error!
  return (
    <section className="card wide run-error" role="alert">
      <header>
        <h2>
          {name}: {message}
        </h2>
      </header>
      {stack && (
        <details className="card-body">
          <summary>Where it happened</summary>
          <pre className="scroll-x">{stack}</pre>
        </details>
      )}
    </section>
  )
}

function Facts({ run }: { run: RunRow }) {
  const facts: [string, string | undefined][] = [
    ['Id', run.id],
    ['Started', formatMoment(run.createdAt)],
    ['Ended', run.endedAt === undefined ? undefined : formatMoment(run.endedAt)],
    ['Duration', formatDuration((run.endedAt ?? run.updatedAt) - run.createdAt)],
    ['Group', run.group],
    ['Job type', run.jobType],
    ['Frameworks', run.frameworks.join(', ') || undefined],
    ['Written by', run.writers.map(({ id, host, pid }) => `${id} (${host}, process ${pid})`).join('; ') || undefined],
    [
      'Lost records',
      run.dropped + run.lost > 0 ? `${run.dropped} never reached the disk, ${run.lost} were damaged there` : undefined,
    ],
  ]
  return (
    <dl className="pairs">
      {facts.map(
        ([name, value]) =>
          value !== undefined && (
            <div key={name} style={{ display: 'contents' }}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
      <dt>Tags</dt>
      <dd>
        <TagEditor run={run} />
      </dd>
    </dl>
  )
}
