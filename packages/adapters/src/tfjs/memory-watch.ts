import type { Run } from '@seetrain/core'

/** Epochs in a row that leave more tensors behind before it is called a leak. */
const LEAK_EPOCHS = 5

/** Alerts once when tensors pile up epoch after epoch. */
export class MemoryWatch {
  readonly #run: Run
  #last = Infinity
  #rises = 0

  constructor(run: Run) {
    this.#run = run
  }

  /** Takes the number of tensors at the end of an epoch. */
  epochEnd(tensors: number): void {
    this.#rises = tensors > this.#last ? this.#rises + 1 : 0
    this.#last = tensors
    if (this.#rises !== LEAK_EPOCHS) return
    this.#run.alert('Tensors pile up', {
      level: 'warning',
      text: `Each of the last ${LEAK_EPOCHS} epochs left more tensors in memory; now ${tensors}. Dispose of yours, or work inside tf.tidy().`,
    })
  }
}
