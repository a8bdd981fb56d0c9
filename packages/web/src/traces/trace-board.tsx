import { Suspense } from 'react'
import { lazyPart } from '../app/lazy-part.ts'
import { useUrlState } from '../app/url-state.ts'
import { Button } from '../parts/button.tsx'
import { Loading } from '../parts/states.tsx'
import { SpanGroups } from './span-groups.tsx'
import { TraceList } from './trace-list.tsx'
import '../styles/calls.css'
import '../styles/traces.css'

const SHOWN = [
  [undefined, 'List'],
  ['time', 'Over time'],
  ['groups', 'Grouped'],
] as const

const CallCharts = lazyPart(async () => (await import('./call-charts.tsx')).CallCharts)

/** Traces of a run, or of all runs: one by one, gathered by session or user, or their calls of models over time. */
export function TraceBoard({ run }: { run?: string }) {
  const url = useUrlState()
  const shown = url.text('show')
  const lead = (
    <span className="choice" role="group" aria-label="What is shown">
      {SHOWN.map(([value, name]) => (
        <Button key={name} aria-pressed={shown === value} onClick={() => url.change({ show: value })}>
          {name}
        </Button>
      ))}
    </span>
  )
  const given = { lead, ...(run !== undefined && { run }) }
  if (shown === 'groups') return <SpanGroups {...given} />
  if (shown !== 'time') return <TraceList {...given} />
  return (
    <Suspense fallback={<Loading what="the charts" />}>
      <CallCharts {...given} />
    </Suspense>
  )
}
