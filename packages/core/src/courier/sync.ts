import { basename, join } from 'node:path'
import type { Sink } from '../contracts/sink.ts'
import { listWriters } from '../journal/run-reader.ts'
import { messageOf } from '../resilience/operations.ts'
import { courierFor } from './courier-for.ts'
import type { CourierPorts, DeliveryPolicy } from './courier-options.ts'
import type { Courier } from './courier.ts'

// the longest that timers take; a sync ends when everything is delivered or a sink does not answer
const NO_DEADLINE_MS = 0x7fffffff

export interface SyncOptions {
  ports: CourierPorts
  policy?: DeliveryPolicy
  /** Called after each batch. */
  onProgress?: (progress: SyncProgress) => void
}

export interface SyncProgress {
  runId: string
  writer: string
  sink: string
  delivered: number
  /** Bytes of journal that are still to go. */
  lag: number
}

/** What a sync did for one journal and one sink. */
export interface SyncResult {
  runId: string
  writer: string
  sink: string
  delivered: number
  poisoned: number
  complete: boolean
  reason?: string
}

/** Makes a new sink for each journal that it delivers. */
export type SinkMaker = () => Sink

/**
 * Delivers all journals of a run to each sink, from the cursors to the end; what was delivered before is not sent
 * again. Throws `CursorLockedError` when the run or another sync delivers to one of the sinks at this moment.
 */
export async function syncRun(runDir: string, sinks: readonly SinkMaker[], options: SyncOptions): Promise<SyncResult[]> {
  const journeys = listWriters(runDir, options.ports.fileSystem).flatMap(writer =>
    sinks.map(makeSink => startJourney({ runDir, writer, sink: makeSink() }, options)),
  )
  try {
    for (const { courier } of journeys) courier.claim()
  } catch (error) {
    await Promise.all(journeys.map(({ courier }) => courier.abandon()))
    throw error
  }
  return Promise.all(journeys.map(endJourney))
}

/** Syncs every run below a `.seetrain` folder, one after the other. A run that can not be synced is in the results. */
export async function syncHome(home: string, sinks: readonly SinkMaker[], options: SyncOptions): Promise<SyncResult[]> {
  const results: SyncResult[] = []
  const runs = join(home, 'runs')
  for (const runId of options.ports.fileSystem.list(runs)) {
    try {
      results.push(...(await syncRun(join(runs, runId), sinks, options)))
    } catch (error) {
      results.push(...sinks.map(makeSink => notSynced(runId, makeSink().id, error)))
    }
  }
  return results
}

interface Journey {
  courier: Courier
  runId: string
  writer: string
}

function startJourney(what: { runDir: string; writer: string; sink: Sink }, options: SyncOptions): Journey {
  const runId = basename(what.runDir)
  const { writer } = what
  const { ports, policy, onProgress } = options
  const courier = courierFor({
    ...what,
    ports,
    ...(policy && { policy }),
    onProgress() {
      const { delivered, lag } = courier.stats()
      onProgress?.({ runId, writer, sink: courier.sinkId, delivered, lag })
    },
  })
  return { courier, runId, writer }
}

async function endJourney({ courier, runId, writer }: Journey): Promise<SyncResult> {
  const outcome = await courier.finish(NO_DEADLINE_MS)
  const { delivered, poisoned } = courier.stats()
  return { runId, writer, sink: courier.sinkId, delivered, poisoned, ...outcome }
}

function notSynced(runId: string, sink: string, error: unknown): SyncResult {
  return { runId, writer: 'main', sink, delivered: 0, poisoned: 0, complete: false, reason: messageOf(error) }
}
