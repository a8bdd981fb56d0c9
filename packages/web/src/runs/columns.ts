import type { Json, JsonObject, RunColumns, RunRow } from '../api/wire.ts'
import { numberOf } from '../format/number-of.ts'

/** `name`, `config:optimizer.lr`, `summary:val/loss`, `min:val/loss`, … : how a column is named in the address. */
export type ColumnId = string

/** The column with a small chart; it is always there, behind the name. */
export const SPARK: ColumnId = 'spark'

export const RUN_FIELDS = {
  name: 'Name',
  state: 'State',
  project: 'Project',
  createdAt: 'Started',
  duration: 'Duration',
  group: 'Group',
  jobType: 'Job type',
  tags: 'Tags',
  frameworks: 'Frameworks',
  id: 'Id',
} as const

export const METRIC_VALUES = ['summary', 'last', 'min', 'max', 'mean', 'count', 'lastStep'] as const

const VALUE_WORDS: { [value: string]: string } = { summary: '', lastStep: 'last step of ' }

export type Cell = Json | undefined

interface ParsedColumn {
  of: 'run' | 'config' | 'metric'
  name: string
  value: string
}

export function parseColumn(id: ColumnId): ParsedColumn {
  const colon = id.indexOf(':')
  if (colon === -1) return { of: 'run', name: id, value: '' }
  const head = id.slice(0, colon)
  const name = id.slice(colon + 1)
  return head === 'config' ? { of: 'config', name, value: '' } : { of: 'metric', name, value: head }
}

export function columnTitle(id: ColumnId): string {
  const { of, name, value } = parseColumn(id)
  if (of === 'run') return RUN_FIELDS[name as keyof typeof RUN_FIELDS] ?? name
  return of === 'config' ? name : `${VALUE_WORDS[value] ?? `${value} `}${name}`
}

/** How the hub's filter language calls the column; undefined for those that it cannot sort by. */
export function sortField(id: ColumnId): string | undefined {
  const { of, name, value } = parseColumn(id)
  if (of === 'run') return name === 'tags' || name === 'frameworks' ? undefined : name
  return of === 'config' ? `config.${quoted(name)}` : `metrics.${quoted(name)}.${value}`
}

function quoted(name: string): string {
  return `"${name.replace(/["\\]/g, sign => `\\${sign}`)}"`
}

/** What stands in a cell: numbers as numbers, so that groups can average them. */
export function cellOf(run: RunRow, id: ColumnId): Cell {
  const { of, name, value } = parseColumn(id)
  if (of === 'config') return atPath(run.config, name)
  if (of === 'metric') {
    const summary = run.metrics[name]
    return summary && value in summary ? numberOf(summary[value as 'min']) : undefined
  }
  if (name === 'duration') return (run.endedAt ?? run.updatedAt) - run.createdAt
  return run[name as 'name']
}

/** Names may hold dots themselves, so every way to cut the path is tried, the longest first name at last. */
export function atPath(config: JsonObject, path: string): Cell {
  if (Object.hasOwn(config, path)) return config[path]
  for (let dot = path.indexOf('.'); dot !== -1; dot = path.indexOf('.', dot + 1)) {
    const inner = Object.hasOwn(config, path.slice(0, dot)) ? config[path.slice(0, dot)] : undefined
    if (inner === null || typeof inner !== 'object' || Array.isArray(inner)) continue
    const found = atPath(inner, path.slice(dot + 1))
    if (found !== undefined) return found
  }
  return undefined
}

/** What the table shows until somebody chooses: what most runs have, at most four of each. */
export function defaultColumns({ config, metrics }: RunColumns, manyProjects: boolean): ColumnId[] {
  const most = <Column extends { runs: number }>(columns: Column[]) =>
    [...columns].sort((a, b) => b.runs - a.runs).slice(0, 4)
  return [
    'name',
    'state',
    ...(manyProjects ? ['project'] : []),
    'createdAt',
    'duration',
    ...most(metrics).map(({ key }) => `summary:${key}`),
    ...most(config.filter(({ path }) => !path.startsWith('frameworks'))).map(({ path }) => `config:${path}`),
    'tags',
  ]
}

/** The metrics that the hub has to send for these columns. */
export function metricsOf(columns: readonly ColumnId[]): string[] {
  return [...new Set(columns.map(parseColumn).flatMap(({ of, name }) => (of === 'metric' ? [name] : [])))]
}
