import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { runsQuery } from '../api/queries.ts'
import type { RunRow } from '../api/wire.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatAgo, formatCount, formatMoment, formatNumber } from '../format/quantities.ts'
import { HeadCells } from '../parts/head-cells.tsx'
import { SearchField } from '../parts/search-field.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { useTitle } from '../parts/use-title.ts'
import { plainText } from '../runs/cell-view.tsx'
import { ChangeMark } from './change-mark.tsx'
import { datasetOf, differingMembers, scoresOf } from './evaluation.ts'
import '../styles/evaluations.css'

const MOST_SHOWN = 500

/** Evaluations by dataset, the newest first, each beside the one before it. */
export function EvaluationsView() {
  useTitle('Evaluations')
  const url = useUrlState()
  const text = url.text('q')
  const query = useQuery(
    runsQuery({
      filter: 'jobType = "evaluation"',
      sort: '-createdAt',
      metrics: ['*'],
      limit: MOST_SHOWN,
      ...(text !== undefined && { text }),
    }),
  )
  return (
    <>
      <div className="page-head">
        <h1>Evaluations</h1>
        {query.data && <span className="quiet">{formatCount(query.data.total, 'evaluation')}</span>}
      </div>
      <div className="toolbar">
        <SearchField
          label="Search names, tags, notes"
          value={text}
          onChange={q => url.change({ q }, { replace: true })}
        />
      </div>
      <Loaded query={query} what="the evaluations">
        {({ rows }) => (rows.length === 0 ? <NoEvaluations isSearch={text !== undefined} /> : <Datasets runs={rows} />)}
      </Loaded>
    </>
  )
}

function NoEvaluations({ isSearch }: { isSearch: boolean }) {
  if (isSearch) return <Empty title="No evaluation fits the search" />
  return (
    <Empty title="No evaluations yet">
      <p>An evaluation runs a task over a dataset and judges what comes out:</p>
      <pre>{EXAMPLE}</pre>
    </Empty>
  )
}

const EXAMPLE = `await evaluate({
  project: 'chat',
  dataset: { name: 'capitals', examples: [{ id: 'no', input: 'Norway', expected: 'Oslo' }] },
  task: ask,
  scorers: { exact: ({ output, expected }) => output === expected },
})`

function Datasets({ runs }: { runs: readonly RunRow[] }) {
  const byDataset = Map.groupBy(runs, run => `${run.project} / ${datasetOf(run)}`)
  return [...byDataset].map(([title, own]) => (
    <section key={title} className="card">
      <header>
        <h2>{title}</h2>
        <span className="quiet">{formatCount(own.length, 'evaluation')}</span>
      </header>
      <EvaluationTable title={title} runs={own} />
    </section>
  ))
}

function EvaluationTable({ title, runs }: { title: string; runs: readonly RunRow[] }) {
  const members = differingMembers(runs)
  const scorers = [...new Set(runs.flatMap(run => [...scoresOf(run).keys()]))].sort()
  return (
    <div className="scroll-x" tabIndex={0} role="region" aria-label={`Evaluations of ${title}`}>
      <table className="plain-table evaluations">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col">Started</th>
            <HeadCells names={members} />
            <HeadCells names={scorers} areNumbers />
          </tr>
        </thead>
        <tbody>
          {runs.map((run, index) => (
            <tr key={run.id}>
              <th scope="row">
                <Link href={`/runs/${run.id}/evaluation`}>{run.name}</Link>
              </th>
              <td>
                <StateBadge state={run.state} />
              </td>
              <td title={formatMoment(run.createdAt)}>{formatAgo(run.createdAt, Date.now())}</td>
              {members.map(name => (
                <td key={name}>{plainText(run.config[name] ?? '–')}</td>
              ))}
              {scorers.map(name => (
                <Score key={name} name={name} run={run} before={runs[index + 1]} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Score({ name, run, before }: { name: string; run: RunRow; before: RunRow | undefined }) {
  const score = scoresOf(run).get(name)
  const earlier = before && scoresOf(before).get(name)
  return (
    <td className="number">
      {score === undefined ? '–' : formatNumber(score, 4)}{' '}
      {score !== undefined && earlier !== undefined && <ChangeMark by={score - earlier} />}
    </td>
  )
}
