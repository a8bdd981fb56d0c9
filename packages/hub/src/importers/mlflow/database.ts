import { closeSync, openSync, readSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { MetricRecord } from '@seetrain/core'
import type { Texts } from '../../doors/mlflow/wire/key-values.ts'
import type { StoredRunReader } from './read-stored-run.ts'
import { endStateOf, type StoredPoints, type StoredRun } from './stored-run.ts'

const PIECE_RECORDS = 16_384
const BUSY_MS = 5000
const SQLITE = 'SQLite format 3\0'
/** MLflow keeps infinities in a database as the largest numbers that it can hold. */
const LARGEST = Number.MAX_VALUE

const RUNS = `
  SELECT run_uuid AS id, runs.name, user_id AS user, status, start_time AS startedAt, end_time AS endedAt,
    runs.lifecycle_stage AS stage, artifact_uri AS artifactUri, runs.experiment_id AS experiment,
    experiments.name AS project, experiments.lifecycle_stage AS experimentStage
  FROM runs JOIN experiments ON experiments.experiment_id = runs.experiment_id`

interface RunRow {
  id: string
  name: string | null
  user: string | null
  status: string
  startedAt: number
  endedAt: number | null
  stage: string
  artifactUri: string | null
  experiment: number
  project: string
  experimentStage: string
}

/** What a run is found by. */
export type ListedRun = Pick<RunRow, 'id' | 'name' | 'startedAt' | 'project'>

/** The runs in a database of MLflow; undefined for a file that is none. */
export function listRuns(path: string): ListedRun[] | undefined {
  if (!isSqlite(path)) return undefined
  return withDatabase(path, database => {
    const tables = database.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all() as { name: string }[]
    const names = new Set(tables.map(({ name }) => name))
    if (!['runs', 'experiments', 'metrics', 'params', 'tags', 'alembic_version'].every(name => names.has(name)))
      return undefined
    return database
      .prepare(`${RUNS} WHERE start_time IS NOT NULL ORDER BY start_time, run_uuid`)
      .all() as unknown as RunRow[]
  })
}

/** A run of a database, read-only. Its position is the last row of its metrics that was read. */
export function databaseRunReader(path: string, id: string): StoredRunReader<number> {
  return {
    run: () => withDatabase(path, database => readRun(database, id)),
    points: from => readPoints(path, id, from ?? 0),
  }
}

function readRun(database: DatabaseSync, id: string): StoredRun {
  const row = database.prepare(`${RUNS} WHERE run_uuid = ?`).get(id) as unknown as RunRow
  const texts = (table: 'params' | 'tags'): Texts => {
    const rows = database.prepare(`SELECT key, value FROM ${table} WHERE run_uuid = ? ORDER BY key`).all(id)
    return Object.fromEntries(rows.map(({ key, value }) => [String(key), String(value ?? '')]))
  }
  const tags = texts('tags')
  return {
    id,
    name: tags['mlflow.runName'] ?? row.name ?? id,
    experiment: String(row.experiment),
    project: row.project,
    user: row.user ?? '',
    startedAt: row.startedAt,
    endedAt: row.endedAt ?? undefined,
    end: endStateOf(row.status),
    isDeleted: row.stage === 'deleted' || row.experimentStage === 'deleted',
    params: texts('params'),
    tags,
    artifactUri: row.artifactUri ?? '',
  }
}

function* readPoints(path: string, id: string, from: number): Generator<StoredPoints<number>> {
  const database = open(path)
  try {
    const rows = database
      .prepare(
        'SELECT rowid AS row, key, value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ? AND rowid > ? ORDER BY rowid',
      )
      .iterate(id, from) as Iterable<{ [column: string]: number } & { key: string }>
    let points: MetricRecord[] = []
    let position = from
    for (const { row, key, value, timestamp, step, is_nan: isNaN } of rows) {
      position = row!
      points.push({ kind: 'metric', time: timestamp!, key, step: step!, value: isNaN ? Number.NaN : unbounded(value!) })
      if (points.length < PIECE_RECORDS) continue
      yield { points, position }
      points = []
    }
    if (points.length > 0) yield { points, position }
  } finally {
    database.close()
  }
}

function unbounded(value: number): number {
  if (value === LARGEST) return Number.POSITIVE_INFINITY
  return value === -LARGEST ? Number.NEGATIVE_INFINITY : value
}

function withDatabase<Value>(path: string, use: (database: DatabaseSync) => Value): Value {
  const database = open(path)
  try {
    return use(database)
  } finally {
    database.close()
  }
}

function open(path: string): DatabaseSync {
  return new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS })
}

function isSqlite(path: string): boolean {
  const descriptor = openSync(path, 'r')
  try {
    const head = Buffer.alloc(SQLITE.length)
    return readSync(descriptor, head, 0, head.length, 0) === head.length && head.toString('latin1') === SQLITE
  } finally {
    closeSync(descriptor)
  }
}
