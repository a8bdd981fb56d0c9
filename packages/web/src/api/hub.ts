import { getJson, getText, postForLines, sendJson, type Query } from './request.ts'
import type * as calls from './call-wire.ts'
import type * as wire from './wire.ts'

interface PageQuery {
  offset?: number
  limit?: number
}

export interface RunsQuery extends PageQuery {
  project?: string
  /** Words in the name, tags, notes, … */
  text?: string
  /** The filter language: `config.lr < 0.01 and state = "running"`. */
  filter?: string
  /** `-createdAt`, `metrics.loss.min`; several joined by commas. */
  sort?: string
  metrics?: readonly string[]
  deleted?: 'exclude' | 'include' | 'only'
}

export interface MediaQuery extends PageQuery {
  runs: readonly string[]
  keys?: readonly string[]
  type?: wire.MediaType
  fromStep?: number
  toStep?: number
}

export interface SpansQuery extends PageQuery {
  runs?: readonly string[]
  traceId?: string
  spanKind?: string
  status?: string
  roots?: boolean
  text?: string
  /** `session:s-1`; all must be there. */
  labels?: readonly string[]
}

export interface CallsQuery {
  runs?: readonly string[]
  from?: number
  labels?: readonly string[]
}

export interface SpanGroupsQuery extends PageQuery {
  by: calls.LabelName | 'trace'
  values?: readonly string[]
  runs?: readonly string[]
}

export interface ConsoleQuery extends PageQuery {
  writer: string
  stream?: 'stdout' | 'stderr'
  text?: string
  fromPosition?: number
}

export interface ArtifactsQuery extends PageQuery {
  project?: string
  runs?: readonly string[]
  name?: string
  type?: string
  text?: string
}

export interface TableQuery extends PageQuery {
  sort?: string
  filter?: string
  text?: string
}

export interface BandsRequest {
  groups: { name: string; runs: string[] }[]
  keys: string[]
  axis: string
  from?: number | undefined
  to?: number | undefined
  buckets: number
}

type Rows<Row> = { rows: Row[] }
type Page<Row> = wire.Paged<Row>

/** Every question this page asks of the hub, one function each; charts have theirs in `series-loader.ts`. */
export const hub = {
  session: (signal?: AbortSignal) => getJson<wire.Session>('/session', {}, signal),
  signIn: (token: string) => sendJson<wire.Session>('POST', '/session', { token }),
  signOut: () => sendJson<wire.Session>('DELETE', '/session'),
  status: (signal?: AbortSignal) => getJson<wire.HubStatus>('/status', {}, signal),
  troubles: (signal?: AbortSignal) => getJson<Rows<wire.Trouble>>('/troubles', {}, signal),
  projects: (signal?: AbortSignal) => getJson<Rows<wire.ProjectRow>>('/projects', {}, signal),
  runs: (query: RunsQuery, signal?: AbortSignal) => getJson<Page<wire.RunRow>>('/runs', { ...query }, signal),
  columns: (project: string | undefined, signal?: AbortSignal) =>
    getJson<wire.RunColumns>('/columns', { project }, signal),
  run: async (id: string, signal?: AbortSignal): Promise<wire.RunDetail> => {
    const [run, { rows: metrics }] = await Promise.all([
      getJson<wire.RunRow>(runPath(id), {}, signal),
      hub.metrics(id, signal),
    ])
    return { run, metrics }
  },
  metrics: (id: string, signal?: AbortSignal) => getJson<Rows<wire.MetricRow>>(`${runPath(id)}/metrics`, {}, signal),
  editRun: (id: string, words: wire.RunWords) => sendJson<wire.RunRow>('PATCH', runPath(id), words),
  deleteRun: (id: string) => sendJson<wire.RunRow>('DELETE', runPath(id)),
  restoreRun: (id: string) => sendJson<wire.RunRow>('POST', `${runPath(id)}/restore`),
  compare: (runs: readonly string[], signal?: AbortSignal) =>
    sendJson<wire.Comparison>('POST', '/compare', { runs }, signal),
  bands: (request: BandsRequest, signal?: AbortSignal) => sendJson<wire.BandsAnswer>('POST', '/bands', request, signal),
  systemKeys: (runs: readonly string[], signal?: AbortSignal) =>
    getJson<Rows<string>>('/system/keys', { runs }, signal),
  mediaKeys: (runs: readonly string[], signal?: AbortSignal) =>
    getJson<Rows<wire.MediaKey>>('/media/keys', { runs }, signal),
  media: (query: MediaQuery, signal?: AbortSignal) => getRecords<wire.MediaRow>('/media', { ...query }, signal),
  blobText: (sha256: string, signal?: AbortSignal) => getText(`/blobs/${sha256}`, signal),
  table: (sha256: string, query: TableQuery, signal?: AbortSignal) =>
    getJson<wire.TablePage>(`/tables/${sha256}`, { ...query }, signal),
  callStatistics: (query: CallsQuery, signal?: AbortSignal) =>
    getJson<calls.CallStatistics>('/calls/statistics', { ...query }, signal),
  score: (runId: string, body: calls.ScoreBody) =>
    sendJson<{ spanId: string }>('POST', `${runPath(runId)}/scores`, body),
  makeDataset: (runId: string, body: calls.DatasetBody) =>
    sendJson<calls.DatasetAnswer>('POST', `${runPath(runId)}/datasets`, body),
  replay: (body: calls.ReplayBody, signal: AbortSignal) =>
    postForLines<calls.ReplayEvent>('/replay', { ...body, stream: true }, signal),
  spans: (query: SpansQuery, signal?: AbortSignal) => getRecords<wire.SpanRow>('/spans', { ...query }, signal),
  spanGroups: (query: SpanGroupsQuery, signal?: AbortSignal) =>
    getJson<Page<calls.SpanGroup>>('/spans/groups', { ...query }, signal),
  console: (id: string, query: ConsoleQuery, signal?: AbortSignal) =>
    getJson<Page<wire.ConsoleLine>>(`${runPath(id)}/console`, { ...query }, signal),
  artifacts: (query: ArtifactsQuery, signal?: AbortSignal) =>
    getRecords<wire.ArtifactRow>('/artifacts', { ...query }, signal),
  artifactFiles: (manifest: string, query: PageQuery, signal?: AbortSignal) =>
    getJson<Page<wire.ArtifactEntry>>(`/manifests/${manifest}`, { ...query }, signal),
  edges: (nodes: readonly string[], depth: number, signal?: AbortSignal) =>
    getRecords<wire.EdgeRow, { complete: boolean }>('/edges', { nodes, depth }, signal),
  environment: (id: string, signal?: AbortSignal) =>
    getRecords<wire.EnvironmentRow, object>(`${runPath(id)}/environment`, {}, signal),
  alerts: (query: PageQuery & { runs?: readonly string[]; level?: string }, signal?: AbortSignal) =>
    getRecords<wire.AlertRow>('/alerts', { ...query }, signal),
}

/** Where the bytes of a blob are; the hub sends them as the type that is asked for, or as a file of that name. */
export function blobAddress(blob: { sha256: string; mime?: string }, download?: string): string {
  const query = new URLSearchParams()
  if (blob.mime !== undefined) query.set('type', blob.mime)
  if (download !== undefined) query.set('download', download)
  return `/api/v1/blobs/${blob.sha256}?${query}`
}

function runPath(id: string): string {
  return `/runs/${encodeURIComponent(id)}`
}

interface Stored {
  runId: string
  writer: string
  record: object
}

/** Records come beside where they came from; views take them as one. */
async function getRecords<Row, More = { total: number }>(
  path: string,
  query: Query,
  signal?: AbortSignal,
): Promise<{ rows: Row[] } & More> {
  const answer = await getJson<{ rows: Stored[] } & More>(path, query, signal)
  return { ...answer, rows: answer.rows.map(({ record, ...origin }) => ({ ...record, ...origin }) as Row) }
}
