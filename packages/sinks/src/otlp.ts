import type { PlainObject, RunRecord, Sink, SinkBatch, SinkDefinition, SinkRun } from '@seetrain/core'
import type { Requests, Signal } from '@seetrain/otlp'
import { logsRequest } from './otlp/logs-request.ts'
import { metricsRequest } from './otlp/metrics-request.ts'
import { OtlpConnection } from './otlp/otlp-connection.ts'
import { destinationOf, signalsOf } from './otlp/destination.ts'
import { isLangfuse } from './otlp/langfuse.ts'
import { otlpOptions, type OtlpSinkOptions } from './otlp/otlp-options.ts'
import { resourceOf } from './otlp/resource.ts'
import { SignalMissingError } from './otlp/signal-missing-error.ts'
import { tracesRequest } from './otlp/traces-request.ts'

export type { OtlpSinkOptions } from './otlp/otlp-options.ts'

/**
 * Sends a run to anything that speaks OTLP over HTTP: spans as traces, scalars and samples of the machine as metrics,
 * console lines and alerts as logs. Model calls follow the GenAI conventions of OpenTelemetry and those of OpenInference.
 */
export class OtlpSink implements Sink {
  readonly id = 'otlp'
  // spans are recognised by their ids on most sides; points of metrics and lines of logs are not
  readonly redelivery = 'duplicated'
  readonly kinds = ['span', 'metric', 'system', 'console', 'alert'] as const satisfies RunRecord['kind'][]
  readonly #options: OtlpSinkOptions
  #connection: OtlpConnection | undefined
  #run: SinkRun | undefined
  /** What the receiver has no address for. */
  readonly #leftOut = new Set<Signal>()
  /** What of the present batch has arrived: a repeat sends the rest. */
  #arrived = { offset: -1, signals: new Set<Signal>() }

  constructor(options: OtlpSinkOptions = {}) {
    this.#options = options
  }

  async open(run: SinkRun): Promise<void> {
    this.#run = run
    this.#connection = new OtlpConnection(this.#options, run)
  }

  async deliver({ records, offset, signal }: SinkBatch): Promise<void> {
    if (this.#arrived.offset !== offset) this.#arrived = { offset, signals: new Set() }
    for (const name of signalsOf(this.#options)) {
      if (this.#arrived.signals.has(name) || this.#leftOut.has(name)) continue
      const request = this.#request(name, records)
      if (request !== undefined) await this.#send(name, request, signal)
      this.#arrived.signals.add(name)
    }
  }

  #request(name: Signal, records: readonly RunRecord[]): Requests[Signal] | undefined {
    const { open, blobs } = this.#run!
    const resource = resourceOf(open, this.#options)
    if (name === 'metrics') return metricsRequest(records, resource)
    if (name === 'logs') return logsRequest(records, resource)
    const { openInference = true, largestBlob } = this.#options
    const langfuse = isLangfuse(destinationOf('traces', this.#options).url)
    return tracesRequest(records, resource, { openInference, langfuse, blobs, largestBlob })
  }

  async #send<S extends Signal>(name: S, request: Requests[S], signal: AbortSignal): Promise<void> {
    try {
      await this.#connection!.send(name, request, signal)
    } catch (error) {
      // what was asked for by name has to arrive
      if (!(error instanceof SignalMissingError) || name === 'traces' || this.#options.signals !== undefined)
        throw error
      this.#leftOut.add(name)
      this.#run!.logger.warn(`otlp: ${error.message} They are left out; name the others with the option "signals".`)
    }
  }
}

export const definition: SinkDefinition = {
  id: 'otlp',
  create: (options: PlainObject) => new OtlpSink(otlpOptions(options)),
}
