import type { Plain, PlainObject } from '@seetrain/core'
import type { Texts } from '../wire/key-values.ts'

export type Table<Row> = { [id: string]: Row }
export type Lifecycle = 'active' | 'deleted'

/** What MLflow knows and a run's journal has no place for, as the door's own journal tells it. */
export interface MlflowState {
  experiments: Table<ExperimentState>
  runs: Table<RunState>
  loggedModels: Table<LoggedModelState>
  registeredModels: Table<RegisteredModelState>
  traces: Table<TraceState>
  evaluationDatasets: Table<EvaluationDatasetState>
  /** By experiment and name. */
  scorers: Table<ScorerState>
  /** By their whole path. */
  files: Table<FileState>
}

export interface ExperimentState {
  name: string
  artifactLocation: string
  stage: Lifecycle
  createdAt: number
  updatedAt: number
  tags: Texts
}

export interface RunState {
  experiment: string
  name: string
  user: string
  status: RunStatus
  startTime: number
  endTime: number | null
  artifactUri: string
  stage: Lifecycle
  params: Texts
  tags: Texts
  /** By name and digest. */
  datasets: Table<DatasetInputState>
  modelInputs: Table<true>
  modelOutputs: Table<{ model: string; step: number }>
  /** The metrics of the journal when it had that size. */
  latest?: { size: number; metrics: Table<[value: number, timestamp: number, step: number]> }
}

export const RUN_STATUSES = ['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'] as const
export type RunStatus = (typeof RUN_STATUSES)[number]

export interface DatasetInputState {
  dataset: Texts
  tags: Texts
}

export interface LoggedModelState {
  experiment: string
  name: string
  type: string
  sourceRun: string
  artifactUri: string
  status: string
  stage: Lifecycle
  createdAt: number
  updatedAt: number
  tags: Texts
  params: Texts
  /** The latest of each metric, run and dataset. */
  metrics: Table<ModelMetricState>
}

export interface ModelMetricState {
  key: string
  value: number
  timestamp: number
  step: number
  run: string
  datasetName: string
  datasetDigest: string
}

export interface RegisteredModelState {
  description: string
  createdAt: number
  updatedAt: number
  tags: Texts
  /** Version by alias. */
  aliases: Table<number>
  versions: Table<ModelVersionState>
}

export interface ModelVersionState {
  stage: string
  description: string
  source: string
  storage: string
  run: string
  runLink: string
  model: string
  user: string
  createdAt: number
  updatedAt: number
  tags: Texts
}

export interface TraceState {
  experiment: string
  clientRequestId: string
  requestTime: number
  /** Milliseconds; null while it goes on. */
  duration: number | null
  state: string
  requestPreview: string
  responsePreview: string
  metadata: Texts
  tags: Texts
  assessments: Table<PlainObject>
}

/** Examples that evaluations of models and prompts run on. */
export interface EvaluationDatasetState {
  name: string
  createdAt: number
  updatedAt: number
  createdBy: string
  updatedBy: string
  tags: Texts
  experiments: Table<true>
  /** Kinds of the members that records have, as JSON; empty before the first record. */
  schema: string
  /** By the digest of their inputs: the same inputs are the same record. */
  records: Table<EvaluationRecordState>
}

/** Members that came are kept as the JSON that came, so that numbers stay what they are; empty for one that did not. */
export interface EvaluationRecordState {
  id: string
  createdAt: number
  updatedAt: number
  createdBy: string
  updatedBy: string
  inputs: string
  outputs: string
  expectations: string
  tags: string
  source: string
}

/** What judges answers, as clients wrote it down; the hub keeps it and runs none. */
export interface ScorerState {
  id: string
  experiment: string
  name: string
  versions: Table<{ serialized: string; createdAt: number }>
}

export interface FileState {
  sha256: string
  size: number
  mime: string
}

/** A part of the state to be merged in. */
export type StateChange = { [Name in keyof MlflowState]?: Table<ChangeOf<MlflowState[Name][string]>> }
type ChangeOf<Row> = Row extends Plain[] | Plain
  ? Row extends object
    ? { [Name in keyof Row]?: Row[Name] }
    : Row
  : { [Name in keyof Row]?: Row[Name] }
