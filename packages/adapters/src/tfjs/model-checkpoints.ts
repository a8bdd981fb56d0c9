import type { Run } from '@seetrain/core'
import { CheckpointPlan } from './checkpoint-plan.ts'
import type { Model } from './library.ts'
import { modelHandler } from './model-handler.ts'

export interface CheckpointOptions {
  /** Save after every this many epochs. Default 1; 0 saves only improvements of the monitored metric. */
  every?: number
  /** A metric of the epoch, such as `val_loss`: the best version gets the alias `best`. */
  monitor?: string
  /** Default: `max` for accuracies, else `min`. */
  mode?: 'min' | 'max'
  /** Name of the artifact. Default: `model-<run id>`. */
  name?: string
  includeOptimizer?: boolean
  /** The model to save. Default: the one in training; pass a Sequential to keep it saved as Sequential. */
  model?: object
}

/** Saves a model after epochs, as versions of one artifact. */
export class ModelCheckpoints {
  readonly #run: Run
  readonly #plan: CheckpointPlan
  readonly #options: CheckpointOptions

  constructor(run: Run, options: CheckpointOptions) {
    this.#run = run
    this.#options = options
    this.#plan = new CheckpointPlan({ every: options.every ?? 1, monitor: options.monitor, mode: options.mode })
  }

  epochEnd(epoch: number, metrics: { [name: string]: number }, trained: Model | undefined): Promise<void> | undefined {
    const { name = `model-${this.#run.id}`, includeOptimizer, model = trained } = this.#options
    const aliases = model && this.#plan.aliases(epoch, metrics)
    if (!model || !aliases) return undefined
    const metadata = { epoch, ...metrics }
    const handler = modelHandler(this.#run, { name, type: 'checkpoint', aliases, step: epoch, metadata })
    return (model as Model).save(handler, { includeOptimizer: includeOptimizer === true }).then(() => undefined)
  }
}
