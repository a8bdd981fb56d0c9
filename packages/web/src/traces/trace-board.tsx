import { Suspense } from 'react'
import { lazyPart } from '../app/lazy-part.ts'
import { useUrlState } from '../app/url-state.ts'
import { Button } from '../parts/button.tsx'
import { Loading } from '../parts/states.tsx'
import { TraceList } from './trace-list.tsx'
import '../styles/calls.css'
import '../styles/traces.css'

const CallCharts = lazyPart(async () => (await import('./call-charts.tsx')).CallCharts)

/** Traces of a run, or of all runs: one by one, or their calls of models over time. */
export function TraceBoard({ run }: { run?: string }) {
  const url = useUrlState()
  const overTime = url.text('show') === 'time'
  const lead = (
    <span className="choice" role="group" aria-label="What is shown">
      <Button aria-pressed={!overTime} onClick={() => url.change({ show: undefined })}>
        List
      </Button>
      <Button aria-pressed={overTime} onClick={() => url.change({ show: 'time' })}>
        Over time
      </Button>
    </span>
  )
  const given = { lead, ...(run !== undefined && { run }) }
  if (!overTime) return <TraceList {...given} />
  return (
    <Suspense fallback={<Loading what="the charts" />}>
      <CallCharts {...given} />
    </Suspense>
  )
}
