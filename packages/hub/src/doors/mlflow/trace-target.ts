import type { Arrival } from '../otlp/arrival.ts'
import type { LazyDoor } from './lazy-door.ts'
import { own } from './wire/key-values.ts'

const HEADER = 'x-mlflow-experiment-id'

/** Spans that a client of MLflow sends belong to its experiment: each has one run of them, in the project of that name. */
export function ofExperiment(arrivals: readonly Arrival[], headers: Headers, door: LazyDoor): readonly Arrival[] {
  const id = headers.get(HEADER)
  const experiment = id === null ? undefined : own(door.open().state.experiments, id)
  if (experiment === undefined) return arrivals
  const place = { runId: `mlflow-traces-${id}`, project: experiment.name, name: 'traces' }
  return arrivals.map(arrival =>
    'seetrain.run_id' in arrival.target.resource ? arrival : { ...arrival, target: { ...arrival.target, ...place } },
  )
}
