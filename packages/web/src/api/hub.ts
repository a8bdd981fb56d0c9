import { getJson, getText, sendJson } from './request.ts'
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
  metric?: readonly string[]
  allMetrics?: boolean
  deleted?: 'exclude' | 'include' | 'only'
}

export interface MediaQuery extends PageQuery {
  run: readonly string[]
  key?: readonly string[]
  type?: wire.MediaType
  fromStep?: number
  toStep?: number
}

export interface SpansQuery extends PageQuery {
  run?: readonly string[]
  trace?: string
  kind?: string
  status?: string
  roots?: boolean
  text?: string
}

export interface ConsoleQuery extends PageQuery {
  writer: string
  stream?: 'stdout' | 'stderr'
  text?: string
  fromPosition?: number
}

export interface ArtifactsQuery extends PageQuery {
  project?: string
  run?: readonly string[]
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
  points: number
}

type Rows<Row> = { rows: Row[] }
type Page<Row> = wire.Paged<Row>

/** Every question this page asks of the hub, one function each; charts have theirs in `series-loader.ts`. */
export const hub = {
  session: (signal?: AbortSignal) => getJson<wire.Session>('/session', {}, signal),
  signIn: (token: string) => sendJson<wire.Session>('POST', '/session', { token }),
  status: (signal?: AbortSignal) => getJson<wire.HubStatus>('/status', {}, signal),
  projects: (signal?: AbortSignal) => getJson<Rows<wire.ProjectRow>>('/projects', {}, signal),
  runs: (query: RunsQuery, signal?: AbortSignal) => getJson<Page<wire.RunRow>>('/runs', { ...query }, signal),
  columns: (project: string | undefined, signal?: AbortSignal) =>
    getJson<wire.RunColumns>('/columns', { project }, signal),
  run: (id: string, signal?: AbortSignal) => getJson<wire.RunDetail>(runPath(id), {}, signal),
  editRun: (id: string, words: wire.RunWords) => sendJson<{ run: wire.RunRow }>('PATCH', runPath(id), words),
  deleteRun: (id: string) => sendJson<{ run: wire.RunRow }>('DELETE', runPath(id)),
  restoreRun: (id: string) => sendJson<{ run: wire.RunRow }>('POST', `${runPath(id)}/restore`),
  compare: (runs: readonly string[], signal?: AbortSignal) =>
    sendJson<wire.Comparison>('POST', '/compare', { runs }, signal),
  bands: (request: BandsRequest, signal?: AbortSignal) => sendJson<wire.BandsAnswer>('POST', '/bands', request, signal),
  mediaKeys: (run: readonly string[], signal?: AbortSignal) =>
    getJson<Rows<wire.MediaKey>>('/media-keys', { run }, signal),
  media: (query: MediaQuery, signal?: AbortSignal) => getJson<Page<wire.MediaRow>>('/media', { ...query }, signal),
  blobText: (sha256: string, signal?: AbortSignal) => getText(`/blobs/${sha256}`, signal),
  table: (sha256: string, query: TableQuery, signal?: AbortSignal) =>
    getJson<wire.TablePage>(`/tables/${sha256}`, { ...query }, signal),
  spans: (query: SpansQuery, signal?: AbortSignal) => getJson<Page<wire.SpanRow>>('/spans', { ...query }, signal),
  console: (id: string, query: ConsoleQuery, signal?: AbortSignal) =>
    getJson<Page<wire.ConsoleLine>>(`${runPath(id)}/console`, { ...query }, signal),
  artifacts: (query: ArtifactsQuery, signal?: AbortSignal) =>
    getJson<Page<wire.ArtifactRow>>('/artifacts', { ...query }, signal),
  artifactFiles: (manifest: string, query: PageQuery, signal?: AbortSignal) =>
    getJson<Page<wire.ArtifactEntry>>(`/manifests/${manifest}`, { ...query }, signal),
  lineage: (node: readonly string[], signal?: AbortSignal) =>
    getJson<{ edges: wire.EdgeRow[]; complete: boolean }>('/lineage', { node }, signal),
  environment: (id: string, signal?: AbortSignal) =>
    getJson<Rows<wire.EnvironmentRow>>(`${runPath(id)}/environment`, {}, signal),
  alerts: (query: PageQuery & { run?: readonly string[]; level?: string }, signal?: AbortSignal) =>
    getJson<Page<wire.AlertRow>>('/alerts', { ...query }, signal),
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
