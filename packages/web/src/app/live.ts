import { useQueryClient, type Query, type QueryClient } from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import type { SeriesRequest } from '../api/series.ts'
import { ChangePump } from './change-pump.ts'

/** What of a run changed, as the hub's `change` event says. */
interface RunChange {
  runId: string
  /** Metric keys with new points, and those of the machine with new samples. */
  metrics: string[]
  systemKeys: string[]
  /** Kinds of the other records that came. */
  kinds: string[]
}

export type LiveState = 'connecting' | 'live' | 'lost'

/** Time in which changes are gathered before the views ask again. */
const GATHER_MS = 100

let state: LiveState = 'connecting'
const listeners = new Set<() => void>()

export function useLiveState(): LiveState {
  return useSyncExternalStore(
    listener => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => state,
  )
}

/** Keeps every view fresh while the page is open: what the hub says has changed is asked for again. */
export function useLiveUpdates(): void {
  const client = useQueryClient()
  useEffect(() => {
    const pump = new ChangePump<RunChange | 'everything'>(
      changes => refresh(client, changes),
      then => setTimeout(then, GATHER_MS),
    )
    const events = new EventSource('/api/v1/live')
    events.addEventListener('hello', () => {
      // whatever happened while the line was down is not known
      if (state === 'lost') pump.push('everything')
      tell('live')
    })
    events.addEventListener('change', event => {
      for (const change of (JSON.parse(String(event.data)) as { runs: RunChange[] }).runs) pump.push(change)
    })
    events.addEventListener('reset', () => pump.push('everything'))
    events.addEventListener('error', () => tell('lost'))
    return () => events.close()
  }, [client])
}

function tell(now: LiveState): void {
  state = now
  for (const listener of listeners) listener()
}

async function refresh(client: QueryClient, changes: (RunChange | 'everything')[]): Promise<void> {
  const all = changes.includes('everything')
  await client.invalidateQueries({
    predicate: query => all || changes.some(change => change !== 'everything' && concerns(query, change)),
  })
}

/** Kinds of records that each sort of question reads; sorts that are not named read any. */
const READS: { [sort: string]: readonly string[] } = {
  media: ['media'],
  spans: ['span'],
  console: ['console'],
  artifacts: ['artifact', 'edge'],
  environment: ['environment'],
  alerts: ['alert'],
}

/** The key of every query is its sort, then the runs it is about (or `all`); of charts, then the request. */
function concerns(query: Query, change: RunChange): boolean {
  const [sort, runs, request] = query.queryKey as [string, readonly string[] | 'all' | undefined, unknown]
  if (runs !== 'all' && !runs?.includes(change.runId)) return false
  if (sort === 'series') return (request as SeriesRequest).keys.some(key => change.metrics.includes(key))
  if (sort === 'system') return change.systemKeys.length > 0
  const reads = READS[sort]
  return reads === undefined || reads.some(kind => change.kinds.includes(kind))
}
