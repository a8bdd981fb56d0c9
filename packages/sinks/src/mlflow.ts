import {
  RejectedBatchError,
  type PlainObject,
  type RunRecord,
  type Sink,
  type SinkBatch,
  type SinkDefinition,
  type SinkRun,
} from '@seetrain/core'
import { MlflowConnection } from './mlflow/mlflow-connection.ts'
import { MlflowLog } from './mlflow/mlflow-log.ts'
import { mlflowOptions, serverOf, type MlflowSinkOptions } from './mlflow/mlflow-options.ts'
import { MlflowRefusedError } from './mlflow/mlflow-refused-error.ts'

export type { MlflowSinkOptions } from './mlflow/mlflow-options.ts'

/**
 * Sends a run to an MLflow server: one run there, in the experiment of the project, found again by a tag after a crash.
 * What comes twice is there once: MLflow recognises points, and tags and files are replaced by the same.
 */
export class MlflowSink implements Sink {
  readonly id = 'mlflow'
  readonly redelivery = 'ignored'
  readonly kinds = [
    'open',
    'edit',
    'config',
    'definition',
    'metric',
    'media',
    'artifact',
    'edge',
    'span',
    'console',
    'system',
    'environment',
    'alert',
    'end',
  ] as const satisfies RunRecord['kind'][]
  readonly #options: MlflowSinkOptions
  #log: MlflowLog | undefined

  constructor(options: MlflowSinkOptions = {}) {
    this.#options = options
  }

  async open(run: SinkRun): Promise<void> {
    const { experiment, nested = true, registerModels = false } = this.#options
    const server = serverOf(this.#options)
    this.#log = await MlflowLog.open({
      run,
      connection: new MlflowConnection(server, run),
      experiment: experiment ?? (process.env['MLFLOW_EXPERIMENT_NAME'] || run.open.project || 'Default'),
      nested,
      registerModels,
      sameMachine: /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(server.url).hostname),
    })
  }

  async deliver(batch: SinkBatch): Promise<void> {
    const log = this.#log!
    try {
      await log.deliver(batch)
    } catch (error) {
      if (!(error instanceof MlflowRefusedError) || !error.blamesContent) throw error
      throw new RejectedBatchError(error.message, { cause: error })
    }
    batch.checkpoint(log.state)
  }

  async flush(): Promise<void> {
    await this.#log?.flush()
  }

  async close(): Promise<void> {
    this.#log?.close()
    this.#log = undefined
  }
}

export const definition: SinkDefinition = {
  id: 'mlflow',
  create: (options: PlainObject) => new MlflowSink(mlflowOptions(options)),
}
