import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { evaluationQuery, runsQuery } from '../api/queries.ts'
import type { RunRow } from '../api/wire.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatCount, formatMoment, formatNumber } from '../format/quantities.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import type { RunPartProps } from '../run/run-view.tsx'
import { ChangeMark } from './change-mark.tsx'
import { compareRows, datasetOf, FILTERS, fits, summarize, type ComparedRow, type RowFilter } from './evaluation.ts'
import { EvaluationRows } from './evaluation-rows.tsx'
import '../styles/calls.css'
import '../styles/evaluations.css'

const NOTHING = 'nothing'
const MOST_OFFERED = 200

/** An evaluation, example by example, beside an earlier one of the same dataset. */
export function RunEvaluation({ detail: { run } }: RunPartProps) {
  const url = useUrlState()
  const earlier = useEarlier(run)
  const chosen = url.text('with') ?? earlier[0]?.id ?? NOTHING
  const query = useQuery(evaluationQuery(run.id))
  const before = useQuery({ ...evaluationQuery(chosen), enabled: chosen !== NOTHING })
  const rows = useMemo(
    () => compareRows(query.data?.rows ?? [], chosen === NOTHING ? [] : (before.data?.rows ?? [])),
    [query.data, before.data, chosen],
  )
  return (
    <>
      <div className="toolbar">
        <label className="labelled">
          Compared with
          <select className="input" value={chosen} onChange={event => url.change({ with: event.target.value })}>
            <option value={NOTHING}>nothing</option>
            {earlier.map(({ id, name, createdAt }) => (
              <option key={id} value={id}>
                {name}, {formatMoment(createdAt)}
              </option>
            ))}
          </select>
        </label>
        {before.error && <span role="alert">The other evaluation could not be read: {before.error.message}</span>}
      </div>
      <Loaded query={query} what="the evaluation">
        {({ rows: own, total }) =>
          own.length === 0 ? (
            <Empty title="The table of this evaluation is not there yet">
              <p>It is written when every example has been judged.</p>
            </Empty>
          ) : (
            <>
              <Summaries rows={rows} />
              <Examples run={run} rows={rows} total={total} hasBefore={chosen !== NOTHING} />
            </>
          )
        }
      </Loaded>
    </>
  )
}

/** Other evaluations of the dataset that began before this one, the latest first; then those that came after it. */
function useEarlier(run: RunRow): RunRow[] {
  const filter = `jobType = "evaluation" and config.dataset = ${JSON.stringify(datasetOf(run))}`
  const given = { project: run.project, filter, sort: '-createdAt', limit: MOST_OFFERED }
  const others = (useQuery(runsQuery(given)).data?.rows ?? []).filter(({ id }) => id !== run.id)
  const isEarlier = (other: RunRow) => other.createdAt <= run.createdAt
  return [...others.filter(isEarlier), ...others.filter(other => !isEarlier(other))]
}

function Summaries({ rows }: { rows: readonly ComparedRow[] }) {
  return (
    <dl className="tiles">
      {summarize(rows).map(({ scorer, mean, before, better, worse }) => (
        <div key={scorer} className="card tile">
          <dt>{scorer}</dt>
          <dd>
            <strong>{formatNumber(mean, 4)}</strong>
            {before !== undefined && <ChangeMark by={mean - before} />}
            {before !== undefined && (
              <span className="quiet">
                was {formatNumber(before, 4)}; {better} better, {worse} worse
              </span>
            )}
          </dd>
        </div>
      ))}
    </dl>
  )
}

interface ExamplesProps {
  run: RunRow
  rows: readonly ComparedRow[]
  total: number
  hasBefore: boolean
}

function Examples({ run, rows, total, hasBefore }: ExamplesProps) {
  const url = useUrlState()
  const filter: RowFilter = FILTERS.find(name => name === url.text('show')) ?? 'all'
  const words = (url.text('q') ?? '').toLowerCase()
  const found = rows.filter(row => fits(row, filter) && textOf(row).includes(words))
  return (
    <>
      <div className="toolbar">
        <label className="labelled">
          Examples
          <select className="input" value={filter} onChange={event => url.change({ show: event.target.value })}>
            {FILTERS.filter(name => hasBefore || name === 'all' || name === 'failed').map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <SearchField
          label="Search examples"
          value={url.text('q')}
          onChange={q => url.change({ q }, { replace: true })}
        />
        <span className="quiet">
          {formatCount(found.length, 'example')}
          {total > rows.length && `, of the first ${rows.length.toLocaleString('en-US')}`}
        </span>
      </div>
      {found.length === 0 ? (
        <Empty title="No example fits" />
      ) : (
        <EvaluationRows runId={run.id} rows={found} hasBefore={hasBefore} />
      )}
    </>
  )
}

function textOf({ id, input, expected, output, error }: ComparedRow): string {
  return [id, input, expected, output, error].join('\n').toLowerCase()
}
