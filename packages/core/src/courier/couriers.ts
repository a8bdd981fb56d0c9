import type { Ports } from '../container.ts'
import type { SinkStats } from '../contracts/run.ts'
import type { Sink } from '../contracts/sink.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { withoutFullStop } from '../errors/without-full-stop.ts'
import type { Companion } from '../run/companions.ts'
import type { Settings } from '../settings/index.ts'
import type { DeliveryPolicy } from './courier-options.ts'
import { courierFor } from './courier-for.ts'
import type { Courier } from './courier.ts'

export interface CouriersOptions {
  runDir: string
  writer: string
  sinks: readonly Sink[]
  ports: Ports
  settings: DeliverySettings
}

export type DeliverySettings = Pick<
  Settings,
  | 'sinkTimeoutMs'
  | 'sinkBatchRecords'
  | 'finishTimeoutMs'
  | 'maxRetries'
  | 'retryDelayMs'
  | 'breakerFailures'
  | 'breakerResetMs'
>

/** The couriers of a running run: one for each of its sinks. */
export class Couriers implements Companion {
  readonly #couriers: readonly Courier[]
  readonly #options: CouriersOptions

  constructor(options: CouriersOptions) {
    const { runDir, writer, sinks, ports, settings } = options
    refuseTwins(sinks)
    this.#options = options
    const policy = policyOf(settings)
    this.#couriers = sinks.map(sink => courierFor({ runDir, writer, sink, ports, policy }))
  }

  onGrow(): void {
    for (const courier of this.#couriers) courier.notify()
  }

  async flush(): Promise<void> {
    const { finishTimeoutMs } = this.#options.settings
    const results = await Promise.allSettled(this.#couriers.map(courier => courier.flush(finishTimeoutMs)))
    const failure = results.find(result => result.status === 'rejected')
    if (failure !== undefined) throw failure.reason
  }

  /** Never rejects: what could not be delivered is told, and stays in the journal. */
  async finish(): Promise<void> {
    await Promise.all(this.#couriers.map(courier => this.#end(courier)))
  }

  stats(): { [sink: string]: SinkStats } {
    return Object.fromEntries(this.#couriers.map(courier => [courier.sinkId, courier.stats()]))
  }

  async #end(courier: Courier): Promise<void> {
    const { ports, settings } = this.#options
    const { complete, reason } = await courier.finish(settings.finishTimeoutMs)
    if (complete && reason !== undefined)
      ports.logger.warn(`${courier.sinkId} has everything, but could not be closed: ${withoutFullStop(reason)}.`)
    if (complete) return
    ports.logger.warn(
      `${courier.sinkId} did not take all of this run: ${withoutFullStop(String(reason))}. What is missing is kept; send it with "seetrain sync".`,
    )
  }
}

// the cursor is found by the sink's id
function refuseTwins(sinks: readonly Sink[]): void {
  const ids = new Set<string>()
  for (const { id } of sinks) {
    if (ids.has(id))
      throw new InvalidArgumentError('sinks', id, 'A run delivers to each sink once. Remove the second one.')
    ids.add(id)
  }
}

/** The delivery policy that the settings ask for; `syncRun` and `syncHome` take it too. */
export function policyOf(settings: DeliverySettings): DeliveryPolicy {
  return {
    batchRecords: settings.sinkBatchRecords,
    timeoutMs: settings.sinkTimeoutMs,
    maxRetries: settings.maxRetries,
    baseDelayMs: settings.retryDelayMs,
    failureThreshold: settings.breakerFailures,
    resetTimeoutMs: settings.breakerResetMs,
  }
}
