import type { EndState, ErrorInfo, MetricGoal, PlainObject, SummaryRule, Writer } from '@seetrain/core'

/** `killed` also stands for a run without an end whose writers are gone. */
export type RunStateName = 'running' | EndState

/** A run in a list or on its own page. */
export interface RunRow {
  id: string
  project: string
  name: string
  state: RunStateName
  createdAt: number
  /** Absent while it runs. */
  endedAt?: number
  /** Time of the latest record. */
  updatedAt: number
  description?: string
  notes?: string
  group?: string
  jobType?: string
  tags: string[]
  frameworks: string[]
  forkedFrom?: { runId: string; step: number }
  error?: ErrorInfo
  config: PlainObject
  writers: Writer[]
  /** Records that never reached the disk of the run, and records that were damaged there. */
  dropped: number
  lost: number
  /** True between a soft delete and a restore. */
  deleted: boolean
  /** The metrics that the query asked for, by key. */
  metrics: { [key: string]: MetricSummary }
}

/** A metric in a few numbers, over all writers of the run. NaN where no point was a number. */
export interface MetricSummary {
  /** Points, NaN included. */
  count: number
  min: number
  max: number
  mean: number
  /** Of the point with the latest time. */
  last: number
  lastStep: number
  /** By the metric's rule; absent when the rule is to have none. */
  summary?: number
}

/** A metric as a run's page lists it. */
export interface MetricRow extends MetricSummary {
  key: string
  rule: SummaryRule
  goal?: MetricGoal
  stepKey?: string
  metricKind?: string
  metadata?: PlainObject
}

/** A part of the answer; everything in the order of the query's sort. */
export interface Page {
  /** Default 0. */
  offset?: number
  limit: number
}

/** A page of rows and how many there are without the page. */
export interface Paged<Row> {
  rows: Row[]
  total: number
}

export interface RunQuery extends Page {
  project?: string
  /** Words, each of which stands in the id, name, description, notes, group, job type or a tag. Case does not matter. */
  text?: string
  filter?: RunFilter
  /** Default: newest first. Equal ones by id, newest first. Runs that lack the value come last, whatever the direction. */
  sort?: readonly RunSort[]
  /** Default `exclude`. */
  deleted?: 'exclude' | 'include' | 'only'
  /** Which metrics the rows carry. Default none. */
  metrics?: readonly string[] | 'all'
}

export interface RunSort {
  field: RunField
  descending?: boolean
}

/** A condition on a run. `all` of nothing is true, `any` of nothing false. */
export type RunFilter =
  | { all: readonly RunFilter[] }
  | { any: readonly RunFilter[] }
  | { not: RunFilter }
  /** A number is compared with numbers alone and a text with texts alone; what is absent matches nothing. */
  | { field: RunField; is: Comparison; value: number | string | boolean }
  | { field: RunField; is: 'present' }

/** `contains` looks for a part of a text; case does not matter. Texts are ordered by code point. */
export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains'

export type RunField =
  | { of: 'run'; name: RunFieldName }
  /** Names joined by dots. Booleans, null, dates and lists are compared as text; a date as its ISO text. */
  | { of: 'config'; path: string }
  /** NaN counts as absent. */
  | { of: 'metric'; key: string; value: MetricValue }
  /** Matches when any of the tags does. Not for sorting. */
  | { of: 'tag' }

export type RunFieldName =
  | 'id'
  | 'project'
  | 'name'
  | 'state'
  | 'group'
  | 'jobType'
  | 'description'
  | 'notes'
  | 'createdAt'
  | 'endedAt'
  | 'updatedAt'
  /** Milliseconds from creation to the end, or to the latest record while it runs. */
  | 'duration'

export type MetricValue = 'summary' | 'last' | 'min' | 'max' | 'mean' | 'count' | 'lastStep'

export interface ProjectRow {
  project: string
  runs: number
  running: number
  deleted: number
  updatedAt: number
}

/** What runs can be filtered and shown by: the config paths and the metric keys, with the number of runs that have them. */
export interface RunColumns {
  config: { path: string; runs: number }[]
  metrics: { key: string; runs: number }[]
}
