import type { RunPartProps } from '../run/run-view.tsx'
import { TraceList } from './trace-list.tsx'

export function RunTraces({ detail: { run } }: RunPartProps) {
  return <TraceList run={run.id} />
}
