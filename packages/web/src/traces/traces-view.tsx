import { useTitle } from '../parts/use-title.ts'
import { TraceBoard } from './trace-board.tsx'

/** Traces of all runs. */
export function TracesView() {
  useTitle('Traces')
  return (
    <>
      <div className="page-head">
        <h1>Traces</h1>
      </div>
      <TraceBoard />
    </>
  )
}
