import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { hub, type RunsQuery } from '../api/hub.ts'
import { columnsQuery, projectsQuery } from '../api/queries.ts'
import { useUrlState, type UrlState } from '../app/url-state.ts'
import { defaultColumns, metricsOf, sortField, type ColumnId } from './columns.ts'

const PAGE = 200

/** What the address says of the runs table. */
export interface RunsState {
  url: UrlState
  project: string | undefined
  text: string | undefined
  filter: string | undefined
  sort: { column: ColumnId; descending: boolean } | undefined
  group: ColumnId | undefined
  columns: ColumnId[]
  spark: string | undefined
  deleted: boolean
  selected: string[]
}

export function useRunsState(): RunsState {
  const url = useUrlState()
  const project = url.text('project')
  const known = useQuery(columnsQuery(project)).data
  const projects = useQuery(projectsQuery()).data?.rows.length ?? 1
  const chosen = url.list('column')
  const sort = url.text('sort')
  const columns = useMemo(
    () =>
      chosen.length > 0
        ? chosen
        : known
          ? defaultColumns(known, project === undefined && projects > 1)
          : ['name', 'state'],
    // the list is new on every render; its text is not
    [chosen.join('\n'), known, project, projects],
  )
  return {
    url,
    project,
    text: url.text('q'),
    filter: url.text('filter'),
    sort: sort === undefined ? undefined : { column: sort.replace(/^-/, ''), descending: sort.startsWith('-') },
    group: url.text('group'),
    columns,
    spark: url.text('spark') ?? busiest(known?.metrics),
    deleted: url.text('deleted') === 'only',
    selected: url.list('run'),
  }
}

function busiest(metrics: { key: string; runs: number }[] | undefined): string | undefined {
  const named = metrics?.find(({ key }) => /(^|[/_])loss$/.test(key))
  return (named ?? [...(metrics ?? [])].sort((a, b) => b.runs - a.runs)[0])?.key
}

export function useRuns({ project, text, filter, sort, group, columns, deleted }: RunsState) {
  const field = sort && sortField(sort.column)
  const query: RunsQuery = {
    ...(project !== undefined && { project }),
    ...(text !== undefined && { text }),
    ...(filter !== undefined && { filter }),
    ...(field !== undefined && { sort: `${sort!.descending ? '-' : ''}${field}` }),
    metrics: metricsOf(group === undefined ? columns : [...columns, group]),
    deleted: deleted ? 'only' : 'exclude',
    limit: PAGE,
  }
  return useInfiniteQuery({
    queryKey: ['runs', 'all', 'table', query],
    queryFn: ({ pageParam, signal }) => hub.runs({ ...query, offset: pageParam }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => {
      const loaded = pages.reduce((count, page) => count + page.rows.length, 0)
      return loaded < last.total && last.rows.length > 0 ? loaded : undefined
    },
    placeholderData: before => before,
  })
}
