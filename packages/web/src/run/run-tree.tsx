import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { runsQuery } from '../api/queries.ts'
import type { RunRow } from '../api/wire.ts'
import { numberOf } from '../format/number-of.ts'
import { StateBadge } from '../parts/state-badge.tsx'
import { Loaded } from '../parts/states.tsx'

/** Where the run was forked from, and what was forked from it. Runs of the project are read when this is opened. */
export function RunTree({ run }: { run: RunRow }) {
  const [isOpen, setOpen] = useState(run.forkedFrom !== undefined)
  return (
    <details className="card" open={isOpen} onToggle={event => setOpen(event.currentTarget.open)}>
      <summary className="card-body">
        <strong>Forks</strong>{' '}
        {run.forkedFrom && (
          <span className="quiet">
            of {run.forkedFrom.runId} at step {run.forkedFrom.step}
          </span>
        )}
      </summary>
      {isOpen && <Tree run={run} />}
    </details>
  )
}

function Tree({ run }: { run: RunRow }) {
  const query = useQuery(runsQuery({ project: run.project, limit: 1000, deleted: 'include' }))
  return (
    <div className="card-body">
      <Loaded query={query} what="the project's runs">
        {({ rows }) => {
          const byId = new Map(rows.map(row => [row.id, row]))
          const root = rootOf(run, byId)
          const isAlone = root === run.id && !rows.some(row => row.forkedFrom?.runId === run.id)
          if (isAlone) return <p className="quiet">This run was not forked, and nothing was forked from it.</p>
          return (
            <ul className="run-tree">
              <Branch id={root} rows={rows} byId={byId} current={run.id} />
            </ul>
          )
        }}
      </Loaded>
    </div>
  )
}

function rootOf(run: RunRow, byId: ReadonlyMap<string, RunRow>): string {
  const seen = new Set([run.id])
  let at = run
  while (at.forkedFrom && !seen.has(at.forkedFrom.runId)) {
    seen.add(at.forkedFrom.runId)
    const parent = byId.get(at.forkedFrom.runId)
    if (!parent) return at.forkedFrom.runId
    at = parent
  }
  return at.id
}

interface BranchProps {
  id: string
  rows: readonly RunRow[]
  byId: ReadonlyMap<string, RunRow>
  current: string
}

function Branch({ id, rows, byId, current }: BranchProps) {
  const run = byId.get(id)
  const children = rows.filter(row => row.forkedFrom?.runId === id && row.id !== id)
  return (
    <li>
      <Link href={`/runs/${id}`} aria-current={id === current ? 'page' : undefined}>
        {run?.name ?? id}
      </Link>{' '}
      {run ? <StateBadge state={run.state} /> : <span className="quiet">not in this hub</span>}
      {run?.forkedFrom && <span className="quiet"> from step {numberOf(run.forkedFrom.step)}</span>}
      {children.length > 0 && (
        <ul>
          {children.map(child => (
            <Branch key={child.id} id={child.id} rows={rows} byId={byId} current={current} />
          ))}
        </ul>
      )}
    </li>
  )
}
