import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import {
  hub,
  type BandsRequest,
  type ArtifactsQuery,
  type CallsQuery,
  type ConsoleQuery,
  type MediaQuery,
  type RunsQuery,
  type SpanGroupsQuery,
  type SpansQuery,
} from './hub.ts'
import { evaluatedRows } from '../evaluations/evaluation.ts'
import { loadLines } from './load-lines.ts'
import type { SeriesRequest } from './series.ts'

/** As many rows as the hub gives at once. */
const LONGEST_PAGE = 1000

/** The questions of the views. Each key is its sort, then the runs it is about (or `all`): live updates go by it. */
export const sessionQuery = () => queryOptions({ queryKey: ['session'], queryFn: ({ signal }) => hub.session(signal) })

export const statusQuery = () =>
  queryOptions({ queryKey: ['status'], queryFn: ({ signal }) => hub.status(signal), refetchInterval: 30_000 })

export const troublesQuery = () =>
  queryOptions({ queryKey: ['troubles'], queryFn: ({ signal }) => hub.troubles(signal), refetchInterval: 30_000 })

export const projectsQuery = () =>
  queryOptions({ queryKey: ['projects', 'all'], queryFn: ({ signal }) => hub.projects(signal) })

export const runsQuery = (query: RunsQuery) =>
  queryOptions({
    queryKey: ['runs', 'all', query],
    queryFn: ({ signal }) => hub.runs(query, signal),
    placeholderData: keepPreviousData,
  })

export const columnsQuery = (project?: string) =>
  queryOptions({ queryKey: ['columns', 'all', project], queryFn: ({ signal }) => hub.columns(project, signal) })

export const runQuery = (id: string) =>
  queryOptions({ queryKey: ['run', [id]], queryFn: ({ signal }) => hub.run(id, signal) })

export const metricsQuery = (id: string) =>
  queryOptions({ queryKey: ['metrics', [id]], queryFn: ({ signal }) => hub.metrics(id, signal) })

export const compareQuery = (runs: readonly string[]) =>
  queryOptions({
    queryKey: ['compare', runs],
    queryFn: ({ signal }) => hub.compare(runs, signal),
    enabled: runs.length > 0,
    placeholderData: keepPreviousData,
  })

export const seriesQuery = (request: SeriesRequest) =>
  queryOptions({
    queryKey: [request.source === 'system' ? 'system' : 'series', request.runs, request],
    queryFn: ({ signal }) => loadLines(request, signal),
    placeholderData: keepPreviousData,
    enabled: request.runs.length > 0,
  })

export const bandsQuery = (request: BandsRequest) => {
  const runs = request.groups.flatMap(group => group.runs)
  return queryOptions({
    queryKey: ['series', runs, { ...request, runs }],
    queryFn: ({ signal }) => hub.bands(request, signal),
    placeholderData: keepPreviousData,
    enabled: runs.length > 0,
  })
}

export const systemKeysQuery = (id: string) =>
  queryOptions({ queryKey: ['system', [id], 'keys'], queryFn: ({ signal }) => hub.systemKeys([id], signal) })

export const mediaKeysQuery = (runs: readonly string[]) =>
  queryOptions({
    queryKey: ['media', runs, 'keys'],
    queryFn: ({ signal }) => hub.mediaKeys(runs, signal),
    enabled: runs.length > 0,
    placeholderData: keepPreviousData,
  })

export const mediaQuery = (query: MediaQuery) =>
  queryOptions({
    queryKey: ['media', query.runs, query],
    queryFn: ({ signal }) => hub.media(query, signal),
    placeholderData: keepPreviousData,
  })

export const blobTextQuery = (sha256: string) =>
  queryOptions({
    queryKey: ['blob', undefined, sha256],
    queryFn: ({ signal }) => hub.blobText(sha256, signal),
    staleTime: Infinity,
  })

/** The examples of an evaluation; of more than a page of them, the first. */
export const evaluationQuery = (run: string) =>
  queryOptions({
    queryKey: ['media', [run], 'evaluation'],
    queryFn: async ({ signal }) => {
      const { rows } = await hub.media({ runs: [run], keys: ['evaluation'], type: 'table' }, signal)
      const table = rows.at(-1)?.items[0]
      if (!table) return { rows: [], total: 0 }
      const page = await hub.table(table.blob.sha256, { limit: LONGEST_PAGE }, signal)
      return { rows: evaluatedRows(page), total: page.total }
    },
  })

/** The text of a version of a prompt, by its manifest. */
export const promptTextQuery = (manifest: string) =>
  queryOptions({
    queryKey: ['blob', undefined, 'prompt', manifest],
    queryFn: async ({ signal }) => {
      const { rows } = await hub.artifactFiles(manifest, { limit: LONGEST_PAGE }, signal)
      const template = rows.find(({ path }) => path === 'template.txt')?.blob
      return template ? hub.blobText(template.sha256, signal) : ''
    },
    staleTime: Infinity,
  })

export const spansQuery = (query: SpansQuery) =>
  queryOptions({
    queryKey: ['spans', query.runs ?? 'all', query],
    queryFn: ({ signal }) => hub.spans(query, signal),
    placeholderData: keepPreviousData,
  })

/** `within` is the time before now that counts, in milliseconds; all when absent. */
export const callStatisticsQuery = ({ within, ...query }: Omit<CallsQuery, 'from'> & { within?: number }) =>
  queryOptions({
    queryKey: ['spans', query.runs ?? 'all', 'statistics', query, within],
    queryFn: ({ signal }) =>
      hub.callStatistics({ ...query, ...(within !== undefined && { from: Date.now() - within }) }, signal),
    placeholderData: keepPreviousData,
  })

export const spanGroupsQuery = (query: SpanGroupsQuery) =>
  queryOptions({
    queryKey: ['spans', query.runs ?? 'all', 'groups', query],
    queryFn: ({ signal }) => hub.spanGroups(query, signal),
    placeholderData: keepPreviousData,
  })

export const consoleQuery = (id: string, query: ConsoleQuery) =>
  queryOptions({
    queryKey: ['console', [id], query],
    queryFn: ({ signal }) => hub.console(id, query, signal),
    placeholderData: keepPreviousData,
  })

export const artifactsQuery = (query: ArtifactsQuery) =>
  queryOptions({
    queryKey: ['artifacts', query.runs ?? 'all', query],
    queryFn: ({ signal }) => hub.artifacts(query, signal),
    placeholderData: keepPreviousData,
  })

export const artifactFilesQuery = (manifest: string) =>
  queryOptions({
    queryKey: ['files', undefined, manifest],
    queryFn: ({ signal }) => hub.artifactFiles(manifest, { limit: 1000 }, signal),
    staleTime: Infinity,
  })

/** How many arrows far a graph of lineage goes. */
const LINEAGE_DEPTH = 4

export const lineageQuery = (nodes: readonly string[]) =>
  queryOptions({
    queryKey: ['artifacts', 'all', 'lineage', nodes],
    queryFn: ({ signal }) => hub.edges(nodes, LINEAGE_DEPTH, signal),
    enabled: nodes.length > 0,
  })

export const environmentQuery = (id: string) =>
  queryOptions({ queryKey: ['environment', [id]], queryFn: ({ signal }) => hub.environment(id, signal) })

export const alertsQuery = (runs?: readonly string[]) =>
  queryOptions({
    queryKey: ['alerts', runs ?? 'all'],
    queryFn: ({ signal }) => hub.alerts({ ...(runs && { runs }), limit: 500 }, signal),
  })
