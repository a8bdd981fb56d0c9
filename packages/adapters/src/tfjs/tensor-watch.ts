import { PatchBook } from '@seetrain/core'
import type { Gradients, Model, TensorValues } from './library.ts'

/** Takes the histograms, with the step that they belong to. */
export interface TensorLog {
  histogram(key: string, values: ArrayLike<number>): void
  norm(key: string, norm: number): void
  /** Runs work of ours within the training. */
  guard(where: string, work: () => void): void
}

/** Looks at the weights of a model, and at its gradients while its optimizer applies them. Changes and keeps neither. */
export class TensorWatch {
  readonly #log: TensorLog
  readonly #patches = new PatchBook()

  constructor(log: TensorLog) {
    this.#log = log
  }

  weights(model: Model): void {
    let squares = 0
    for (const { name, read } of weightsOf(model)) squares += this.#tensor(`weights/${name}`, read())
    this.#log.norm('weights/norm', Math.sqrt(squares))
  }

  /** From now on, whenever `isDue` says so. */
  watchGradients(model: Model, isDue: () => boolean): void {
    this.stop()
    const { optimizer } = model
    if (!optimizer) return
    this.#patches.patch<(gradients: Gradients) => void>(optimizer, 'applyGradients', original => gradients => {
      // before they are applied: an optimizer may dispose of them
      if (isDue()) this.#log.guard('gradients', () => this.#gradients(gradients))
      original.call(optimizer, gradients)
    })
  }

  stop(): void {
    this.#patches.restore()
  }

  #gradients(gradients: Gradients): void {
    const named = Array.isArray(gradients)
      ? gradients.map(({ name, tensor }) => [name, tensor] as const)
      : Object.entries(gradients)
    let squares = 0
    for (const [name, tensor] of named) if (tensor) squares += this.#tensor(`gradients/${name}`, tensor)
    this.#log.norm('gradients/norm', Math.sqrt(squares))
  }

  /** The sum of the squares. */
  #tensor(key: string, tensor: TensorValues): number {
    const values = tensor.dataSync()
    let squares = 0
    for (let index = 0; index < values.length; index++) squares += values[index]! ** 2
    this.#log.histogram(key, values)
    return squares
  }
}

function weightsOf(model: Model): { name: string; read(): TensorValues }[] {
  return model.weights.map(weight => ({ name: weight.name, read: () => weight.read() }))
}
