import { createHash } from 'node:crypto'
import type { Plain, PlainObject, RunRecord } from '@seetrain/core'
import { deletionRecord, openingRecords, paramRecords } from '../../doors/mlflow/runs/run-records.ts'
import type { ImportContext, Piece } from '../importer.ts'
import { newArtifacts } from './stored-artifacts.ts'
import type { StoredPoints, StoredRun } from './stored-run.ts'

/** Where a store has the run, and its points behind a position. */
export interface StoredRunReader<Position> {
  run(): StoredRun
  points(position: Position | undefined): Iterable<StoredPoints<Position>>
}

/** How far a run was read: what its words were, its points, its artifacts, and whether its end was told. */
interface RunPosition<Position> {
  words?: string
  points?: Position
  artifacts?: { [path: string]: string }
  ended?: string
}

/** A run of MLflow in pieces: first its words, where they changed; then points, artifacts and the end. */
export function* readStoredRun<Position extends Plain>(
  reader: StoredRunReader<Position>,
  from: PlainObject,
  context: ImportContext,
): Generator<Piece> {
  let position = from as unknown as RunPosition<Position>
  const piece = (records: RunRecord[], change: RunPosition<Position>): Piece => {
    position = { ...position, ...change }
    return { records, position: position as unknown as PlainObject }
  }
  const run = reader.run()
  const words = digestOf([run.params, run.tags, run.name, run.isDeleted])
  if (words !== position.words) yield piece(wordRecords(run), { words })
  for (const { points, position: behind } of reader.points(position.points)) yield piece(points, { points: behind })
  for (const { records, artifacts } of newArtifacts(run, position.artifacts ?? {}, context))
    yield piece(records, { artifacts })
  const ended = run.end === undefined ? undefined : `${run.end} ${run.endedAt}`
  if (ended !== undefined && ended !== position.ended) yield piece(endRecords(run), { ended })
}

function wordRecords(run: StoredRun): RunRecord[] {
  const time = run.startedAt
  return [
    ...openingRecords(run, time),
    { kind: 'config', time, set: { mlflow: { run_id: run.id } } },
    ...paramRecords(run.params, time),
    ...(run.isDeleted ? [deletionRecord(true, time)] : []),
  ]
}

function endRecords({ end, endedAt, startedAt }: StoredRun): RunRecord[] {
  return end === undefined ? [] : [{ kind: 'end', time: endedAt ?? startedAt, state: end, dropped: 0 }]
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)
}
