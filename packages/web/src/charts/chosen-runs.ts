import { useQueries, useQuery } from '@tanstack/react-query'
import { columnsQuery, metricsQuery, runsQuery } from '../api/queries.ts'
import type { RunRow } from '../api/wire.ts'

/** As many ids as surely fit into one filter. */
const IDS_PER_QUESTION = 25
/** Of more runs, the keys of their project are taken: asking each run for a thousand metrics would take too long. */
const MOST_ASKED_EACH = 20

export interface ChosenRuns {
  /** In the order of the ids; those that are not there are left out. */
  runs: RunRow[]
  error: unknown
  isPending: boolean
}

export function useChosenRuns(ids: readonly string[]): ChosenRuns {
  const groups = Array.from({ length: Math.ceil(ids.length / IDS_PER_QUESTION) }, (_, index) =>
    ids.slice(index * IDS_PER_QUESTION, (index + 1) * IDS_PER_QUESTION),
  )
  const answers = useQueries({
    queries: groups.map(group =>
      runsQuery({
        filter: `id in (${group.map(id => JSON.stringify(id)).join(', ')})`,
        deleted: 'include',
        limit: IDS_PER_QUESTION,
      }),
    ),
  })
  const found = new Map(answers.flatMap(({ data }) => data?.rows ?? []).map(run => [run.id, run]))
  return {
    runs: ids.flatMap(id => found.get(id) ?? []),
    error: answers.find(({ error }) => error)?.error,
    isPending: answers.some(({ isPending }) => isPending),
  }
}

/** The keys that the runs may have, undefined while they are asked for; of many runs, some of these may have no points. */
export function useMetricKeys(runs: readonly RunRow[]): string[] | undefined {
  const asksEach = runs.length <= MOST_ASKED_EACH
  const each = useQueries({ queries: asksEach ? runs.map(({ id }) => metricsQuery(id)) : [] })
  const projects = [...new Set(runs.map(({ project }) => project))]
  const columns = useQuery({ ...columnsQuery(projects.length === 1 ? projects[0] : undefined), enabled: !asksEach })
  const isPending = asksEach ? each.some(answer => answer.isPending) : columns.isPending
  const rows = asksEach ? each.flatMap(({ data }) => data?.rows ?? []) : (columns.data?.metrics ?? [])
  return isPending ? undefined : [...new Set(rows.map(({ key }) => key))]
}
