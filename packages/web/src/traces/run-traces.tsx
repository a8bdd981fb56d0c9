import type { RunPartProps } from '../run/run-view.tsx'
import { TraceBoard } from './trace-board.tsx'

export function RunTraces({ detail: { run } }: RunPartProps) {
  return <TraceBoard run={run.id} />
}
