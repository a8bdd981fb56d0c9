import type { RunRecord, SinkRun } from '@seetrain/core'
import { encodeRequest, MEDIA_TYPES } from '@seetrain/otlp'
import { resourceOf } from '../otlp/resource.ts'
import { tracesRequest } from '../otlp/traces-request.ts'
import type { MlflowConnection } from './mlflow-connection.ts'
import { MlflowRefusedError } from './mlflow-refused-error.ts'
import type { MlflowRun } from './run-values.ts'

/** By these a server says that it takes no traces, or that its store keeps none. */
const NO_TRACES: readonly number[] = [404, 405, 501]
/** Most traces of a run in one request. */
const LINKS = 100

/** Spans as traces of the experiment, which MLflow takes by OTLP since 3.6, linked to the run. */
export class RunTraces {
  readonly #connection: MlflowConnection
  readonly #run: SinkRun
  #taken = true

  constructor(connection: MlflowConnection, run: SinkRun) {
    this.#connection = connection
    this.#run = run
  }

  async send(records: readonly RunRecord[], { info }: MlflowRun, signal: AbortSignal): Promise<void> {
    const request = tracesRequest(records, resourceOf(this.#run.open, {}, {}), {
      openInference: true,
      blobs: this.#run.blobs,
      largestBlob: undefined,
    })
    if (request === undefined || !this.#taken) return
    const headers = { 'content-type': MEDIA_TYPES.protobuf, 'x-mlflow-experiment-id': info.experiment_id }
    const body = encodeRequest('traces', request, 'protobuf') as Uint8Array<ArrayBuffer>
    const spans = (request.resourceSpans ?? []).flatMap(({ scopeSpans = [] }) =>
      scopeSpans.flatMap(scope => scope.spans ?? []),
    )
    const traces = [...new Set(spans.map(({ traceId }) => `tr-${String(traceId)}`))]
    await this.#orLeaveOut(async () => {
      const response = await this.#connection.send('/v1/traces', { method: 'POST', headers, body }, signal)
      await response.body?.cancel()
      for (let i = 0; i < traces.length; i += LINKS) {
        const link = { trace_ids: traces.slice(i, i + LINKS), run_id: info.run_id }
        await this.#connection.post('traces/link-to-run', link, signal)
      }
    })
  }

  async #orLeaveOut(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!(error instanceof MlflowRefusedError) || !NO_TRACES.includes(error.status)) throw error
      this.#taken = false
      this.#run.logger.warn(`mlflow: ${error.message} Spans are left out there; MLflow 3.6 and later takes them.`)
    }
  }
}
