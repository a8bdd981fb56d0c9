import type { EndState, MetricRecord } from '@seetrain/core'
import type { WordedRun } from '../../doors/mlflow/runs/run-records.ts'
import type { Texts } from '../../doors/mlflow/wire/key-values.ts'

/** A run as either kind of MLflow's stores keeps it. */
export interface StoredRun extends WordedRun {
  id: string
  /** The name of its experiment. */
  project: string
  startedAt: number
  endedAt: number | undefined
  /** Undefined while it goes on. */
  end: EndState | undefined
  isDeleted: boolean
  params: Texts
  /** Where its artifacts lie: a path, or an address. */
  artifactUri: string
}

/** Points behind a position, and the position behind them. */
export interface StoredPoints<Position> {
  points: MetricRecord[]
  position: Position
}

/** MLflow's numbers of states in a file, and their names in a database. */
const STATES: { readonly [status: string]: EndState } = {
  '3': 'finished',
  '4': 'failed',
  '5': 'killed',
  FINISHED: 'finished',
  FAILED: 'failed',
  KILLED: 'killed',
}

export function endStateOf(status: unknown): EndState | undefined {
  const name = String(status)
  return Object.hasOwn(STATES, name) ? STATES[name] : undefined
}
