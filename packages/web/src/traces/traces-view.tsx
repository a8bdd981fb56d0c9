import { useTitle } from '../parts/use-title.ts'
import { TraceList } from './trace-list.tsx'

/** Traces of all runs. */
export function TracesView() {
  useTitle('Traces')
  return (
    <>
      <div className="page-head">
        <h1>Traces</h1>
      </div>
      <TraceList />
    </>
  )
}
