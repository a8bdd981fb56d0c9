import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef } from 'react'
import { HubError } from '../api/request.ts'
import { columnsQuery, projectsQuery } from '../api/queries.ts'
import type { RunColumns, RunRow } from '../api/wire.ts'
import { formatCount } from '../format/quantities.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import { useTitle } from '../parts/use-title.ts'
import { BulkBar } from './bulk-bar.tsx'
import { ColumnPicker } from './column-picker.tsx'
import { columnTitle, type ColumnId } from './columns.ts'
import { useRuns, useRunsState, type RunsState } from './runs-state.ts'
import { RunsTable } from './runs-table.tsx'
import '../styles/runs.css'

export function RunsView() {
  const state = useRunsState()
  const query = useRuns(state)
  const known = useQuery(columnsQuery(state.project)).data
  useTitle(state.project ?? 'Runs')
  // while a filter is wrong, what the last good one found stays
  const good = useRef(query.data)
  if (query.data) good.current = query.data
  const data = query.data ?? good.current
  const runs = useMemo(() => data?.pages.flatMap(page => page.rows) ?? [], [data])
  const total = data?.pages[0]?.total
  const { url, selected } = state
  const select = (run: string[]) => url.change({ run }, { replace: true })
  return (
    <>
      <RunsHead state={state} known={known} total={total} error={query.error} />
      {selected.length > 0 && (
        <BulkBar
          selected={selected}
          runs={runs.filter(run => selected.includes(run.id))}
          deleted={state.deleted}
          onClear={() => select([])}
        />
      )}
      <RunsBody state={state} runs={runs} query={query} onSelect={select} />
    </>
  )
}

interface RunsBodyProps {
  state: RunsState
  runs: RunRow[]
  query: ReturnType<typeof useRuns>
  onSelect: (runs: string[]) => void
}

function RunsBody({ state, runs, query, onSelect }: RunsBodyProps) {
  if (query.isPending) return <Loading what="runs" />
  // a filter that is being typed is told about beside its field; the last rows stay
  if (isSyntax(query.error) && runs.length === 0) return null
  if (query.error && !isSyntax(query.error)) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  if (runs.length === 0) return <NoRuns state={state} />
  const { url, columns, group, sort, spark, selected } = state
  const onSort = (column: ColumnId) => url.change({ sort: nextSort(sort, column) })
  const onEnd = () => {
    if (query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage()
  }
  return <RunsTable {...{ runs, columns, group, sort, spark, selected, onSort, onSelect, onEnd }} />
}

function isSyntax(error: unknown): boolean {
  return error instanceof HubError && error.position !== undefined
}

/** The greatest first, then the least first, then the newest first. */
function nextSort(sort: RunsState['sort'], column: ColumnId): string | undefined {
  if (sort?.column !== column) return `-${column}`
  return sort.descending ? column : undefined
}

interface RunsHeadProps {
  state: RunsState
  known: RunColumns | undefined
  total: number | undefined
  error: Error | null
}

function RunsHead({ state, known, total, error }: RunsHeadProps) {
  const { url, project, text, filter, group, columns, spark, deleted } = state
  const projects = useQuery(projectsQuery()).data?.rows ?? []
  const groups = [
    'project',
    'group',
    'jobType',
    'state',
    'tags',
    ...(known?.config.map(({ path }) => `config:${path}`) ?? []),
  ]
  const wrong = error instanceof HubError && error.position !== undefined ? error : undefined
  return (
    <>
      <div className="page-head">
        <h1>Runs</h1>
        <select
          className="input"
          aria-label="Project"
          value={project ?? ''}
          onChange={event => url.change({ project: event.target.value, column: [], run: [] })}
        >
          <option value="">All projects</option>
          {projects.map(row => (
            <option key={row.project} value={row.project}>
              {row.project} ({row.runs})
            </option>
          ))}
        </select>
        {total !== undefined && <span className="quiet">{formatCount(total, 'run')}</span>}
      </div>
      <div className="toolbar">
        <SearchField
          label="Search names, tags, notes"
          value={text}
          onChange={q => url.change({ q }, { replace: true })}
        />
        <SearchField
          label={'Filter: config.lr < 0.01 and state = "running"'}
          value={filter}
          mono
          width={280}
          grows
          invalid={wrong !== undefined}
          describedBy="filter-problem"
          list="filter-fields"
          onChange={filter => url.change({ filter }, { replace: true })}
        />
        <datalist id="filter-fields">
          {known?.metrics.slice(0, 200).map(({ key }) => (
            <option key={key} value={`metrics.${key}.last < `} />
          ))}
          {known?.config.slice(0, 200).map(({ path }) => (
            <option key={path} value={`config.${path} = `} />
          ))}
        </datalist>
        <label className="labelled">
          Group
          <select
            className="input group-choice"
            value={group ?? ''}
            onChange={event => url.change({ group: event.target.value })}
          >
            <option value="">none</option>
            {groups.map(id => (
              <option key={id} value={id}>
                {columnTitle(id)}
              </option>
            ))}
          </select>
        </label>
        <label className="labelled">
          Chart
          <select
            className="input spark-choice"
            value={spark ?? ''}
            onChange={event => url.change({ spark: event.target.value })}
          >
            {known?.metrics.map(({ key }) => (
              <option key={key}>{key}</option>
            ))}
          </select>
        </label>
        <label className="labelled">
          <input
            type="checkbox"
            checked={deleted}
            onChange={event => url.change({ deleted: event.target.checked ? 'only' : undefined, run: [] })}
          />
          Deleted
        </label>
        <ColumnPicker known={known} columns={columns} onChange={column => url.change({ column }, { replace: true })} />
      </div>
      <p id="filter-problem" className="filter-problem" role={wrong ? 'alert' : undefined} hidden={!wrong}>
        {wrong && <FilterProblem filter={filter ?? ''} error={wrong} />}
      </p>
    </>
  )
}

/** The filter with the place where it goes wrong marked. */
function FilterProblem({ filter, error }: { filter: string; error: HubError }) {
  const at = Math.min(error.position ?? 0, filter.length)
  return (
    <>
      <code>
        {filter.slice(0, at)}
        <mark>{filter.slice(at, at + 1) || '␣'}</mark>
        {filter.slice(at + 1)}
      </code>{' '}
      {error.message}
    </>
  )
}

function NoRuns({ state }: { state: RunsState }) {
  if (state.deleted) return <Empty title="No deleted runs" />
  if (state.filter !== undefined || state.text !== undefined)
    return (
      <Empty title="No run fits">
        <p>Loosen the search or the filter; names of fields and tags must be written as they were logged.</p>
      </Empty>
    )
  return (
    <Empty title="No runs yet">
      <p>Runs of this folder appear here by themselves as soon as they start:</p>
      <pre>{EXAMPLE}</pre>
    </Empty>
  )
}

const EXAMPLE = `import * as seetrain from 'seetrain'

seetrain.init({ project: 'first', config: { lr: 0.01 } })
for (let step = 0; step < 100; step++)
  seetrain.log({ loss: Math.exp(-step / 30) }, { step })
await seetrain.finish()`
