import { basename, dirname, join } from 'node:path'
import { FileBlobStore } from '../blob/file-blob-store.ts'
import type { Ports } from '../container.ts'
import type { Sink } from '../contracts/sink.ts'
import { diag } from '../diag.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { listWriters } from '../journal/run-reader.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { randomIdSource } from '../ports/random-id-source.ts'
import { systemClock } from '../ports/system-clock.ts'
import { messageOf } from '../resilience/operations.ts'
import type { SinkSpec } from '../settings/index.ts'
import { courierFor } from './courier-for.ts'
import type { DeliveryPolicy } from './courier-options.ts'
import type { Courier } from './courier.ts'
import { createSink } from './sink-registry.ts'

// the longest that timers take; a sync ends when everything is delivered or a sink does not answer
const NO_DEADLINE_MS = 0x7fffffff

export interface SyncOptions {
  /** Default: the real ones, with the blobs of the run's own `.seetrain` folder. */
  ports?: Ports
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

/** What to deliver to: as in `sinks` of `init`, or a function that makes a sink for each journal of the run. */
export type SyncTarget = SinkSpec | (() => Sink)

/**
 * Delivers all journals of a run to each sink, from the cursors to the end; what was delivered before is not sent
 * again. Throws `CursorLockedError` when the run or another sync delivers to one of the sinks at this moment.
 */
export async function syncRun(
  runDir: string,
  targets: readonly SyncTarget[],
  options: SyncOptions = {},
): Promise<SyncResult[]> {
  const ports = options.ports ?? realPorts(dirname(dirname(runDir)))
  const journeys = listWriters(runDir, ports.fileSystem).flatMap(writer =>
    targets.map(target => startJourney({ runDir, writer, sink: sinkOf(target), ports }, options)),
  )
  refuseShared(journeys)
  try {
    for (const { courier } of journeys) courier.claim()
  } catch (error) {
    await Promise.all(journeys.map(({ courier }) => courier.abandon()))
    throw error
  }
  return Promise.all(journeys.map(endJourney))
}

/** Syncs every run below a `.seetrain` folder, one after the other. A run that can not be synced is in the results. */
export async function syncHome(
  home: string,
  targets: readonly SyncTarget[],
  options: SyncOptions = {},
): Promise<SyncResult[]> {
  const ports = options.ports ?? realPorts(home)
  const results: SyncResult[] = []
  const runs = join(home, 'runs')
  for (const runId of ports.fileSystem.list(runs)) {
    try {
      results.push(...(await syncRun(join(runs, runId), targets, { ...options, ports })))
    } catch (error) {
      results.push(...targets.map(target => notSynced(runId, sinkOf(target).id, error)))
    }
  }
  return results
}

function sinkOf(target: SyncTarget): Sink {
  return typeof target === 'function' ? target() : createSink(target)
}

function realPorts(home: string): Ports {
  const fileSystem = nodeFileSystem
  return {
    clock: systemClock,
    ids: randomIdSource,
    fileSystem,
    fetch: globalThis.fetch,
    logger: diag,
    blobs: new FileBlobStore(home, fileSystem),
  }
}

// a sink is opened once, for one journal
function refuseShared(journeys: readonly Journey[]): void {
  const sinks = new Set<Sink>()
  for (const { sink } of journeys) {
    if (sinks.has(sink))
      throw new InvalidArgumentError(
        'sinks',
        sink.id,
        'This run has several journals. Pass a function that makes the sink.',
      )
    sinks.add(sink)
  }
}

interface Journey {
  courier: Courier
  sink: Sink
  runId: string
  writer: string
}

function startJourney(
  what: { runDir: string; writer: string; sink: Sink; ports: Ports },
  { policy, onProgress }: SyncOptions,
): Journey {
  const runId = basename(what.runDir)
  const { writer, sink } = what
  const courier = courierFor({
    ...what,
    ...(policy && { policy }),
    onProgress() {
      const { delivered, lag } = courier.stats()
      onProgress?.({ runId, writer, sink: courier.sinkId, delivered, lag })
    },
  })
  return { courier, sink, runId, writer }
}

async function endJourney({ courier, runId, writer }: Journey): Promise<SyncResult> {
  const outcome = await courier.finish(NO_DEADLINE_MS)
  const { delivered, poisoned } = courier.stats()
  return { runId, writer, sink: courier.sinkId, delivered, poisoned, ...outcome }
}

function notSynced(runId: string, sink: string, error: unknown): SyncResult {
  return { runId, writer: 'main', sink, delivered: 0, poisoned: 0, complete: false, reason: messageOf(error) }
}
