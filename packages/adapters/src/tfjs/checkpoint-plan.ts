import { InvalidArgumentError } from '@seetrain/core'

export interface CheckpointRule {
  every: number
  monitor?: string | undefined
  mode?: 'min' | 'max' | undefined
}

/** Decides after each epoch whether to save, and under which moving aliases. */
export class CheckpointPlan {
  readonly #rule: CheckpointRule
  readonly #sign: 1 | -1
  #best = -Infinity

  constructor({ every, monitor, mode }: CheckpointRule) {
    if (!Number.isSafeInteger(every) || every < 0)
      throw new InvalidArgumentError(
        'checkpoint.every',
        every,
        'Pass a whole number of epochs; 0 saves only improvements.',
      )
    if (every === 0 && monitor === undefined)
      throw new InvalidArgumentError(
        'checkpoint.monitor',
        monitor,
        'With every: 0, name the metric whose improvements are saved.',
      )
    if (mode !== undefined && mode !== 'min' && mode !== 'max')
      throw new InvalidArgumentError('checkpoint.mode', mode, "Pass 'min' or 'max'.")
    this.#rule = { every, monitor }
    this.#sign = (mode ?? (/acc|auc|precision|recall|f1/i.test(monitor ?? '') ? 'max' : 'min')) === 'max' ? 1 : -1
  }

  /** The aliases of this epoch's version, or undefined when it is not to be saved. */
  aliases(epoch: number, metrics: { [name: string]: number }): string[] | undefined {
    const better = this.#improved(metrics)
    const due = this.#rule.every > 0 && (epoch + 1) % this.#rule.every === 0
    if (!better && !due) return undefined
    return better ? ['last', 'best'] : ['last']
  }

  #improved(metrics: { [name: string]: number }): boolean {
    const { monitor } = this.#rule
    if (monitor === undefined) return false
    const value = metrics[monitor]
    if (value === undefined)
      throw new InvalidArgumentError(
        'checkpoint.monitor',
        monitor,
        `The epoch has no such metric, only: ${Object.keys(metrics).join(', ')}.`,
      )
    // NaN is never an improvement
    if (!(value * this.#sign > this.#best)) return false
    this.#best = value * this.#sign
    return true
  }
}
