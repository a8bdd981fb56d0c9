import { InvalidArgumentError, type MediaType } from '@seetrain/core'
import type { Model, SampleTensor } from './library.ts'

export interface SampleOptions {
  /** What the model is asked, one sample per row: a tensor, yours to keep and to dispose of. */
  inputs: object
  /** What is right, one row per sample. */
  targets?: object
  /** Names of classes, by the place of their number in an answer. */
  classes?: readonly string[]
  /** Ask after every this many epochs. Default 1. */
  every?: number
}

interface Rows {
  columns: string[]
  data: unknown[][]
}

/** Takes the table, and the pictures when the inputs are some. */
type Log = (type: MediaType, key: string, value: unknown, options: { step: number; caption?: string }) => void

const MOST_SAMPLES = 32
const MOST_PICTURES = 8

/** Asks the model for the same few samples again and again, so that one sees what it learns. */
export class ValidationSamples {
  readonly #options: SampleOptions & { inputs: SampleTensor }

  constructor(options: SampleOptions) {
    const { inputs, every = 1 } = options
    if (typeof (inputs as Partial<SampleTensor>)?.arraySync !== 'function')
      throw new InvalidArgumentError('samples.inputs', inputs, 'Pass a tensor with one sample per row.')
    if (!Number.isSafeInteger(every) || every < 1)
      throw new InvalidArgumentError('samples.every', every, 'Pass a whole number of epochs, 1 or more.')
    this.#options = options as SampleOptions & { inputs: SampleTensor }
  }

  epochEnd(model: Model, epoch: number, log: Log): void {
    const { inputs, every = 1 } = this.#options
    if ((epoch + 1) % every !== 0) return
    const output = model.predict(inputs)
    const answers = Array.isArray(output) ? output : [output]
    try {
      const rows = this.#rows(answers)
      log('table', 'samples/predictions', rows, { step: epoch })
      this.#pictures(rows, epoch, log)
    } finally {
      for (const answer of answers) answer.dispose()
    }
  }

  #rows(answers: SampleTensor[]): Rows {
    const { targets } = this.#options
    const right = (targets as SampleTensor | undefined)?.arraySync()
    const predicted = answers.map(answer => answer.arraySync())
    const count = Math.min(MOST_SAMPLES, predicted[0]?.length ?? 0)
    const named = predicted.map((_, index) => (index === 0 ? 'prediction' : `prediction ${index + 1}`))
    return {
      columns: ['sample', ...named, ...(right ? ['target'] : [])],
      data: Array.from({ length: count }, (_, row) => [
        row,
        ...predicted.map(answer => this.#cell(answer[row])),
        ...(right ? [this.#cell(right[row])] : []),
      ]),
    }
  }

  /** One number as itself; several as the class that they speak for, or as they are when no class has a name. */
  #cell(value: unknown): unknown {
    const { classes } = this.#options
    if (!Array.isArray(value)) return classes?.[Number(value)] ?? value
    const numbers = value.flat(Infinity) as number[]
    if (numbers.length === 1) return numbers[0]
    if (!classes) return JSON.stringify(value)
    return classes[numbers.indexOf(Math.max(...numbers))] ?? JSON.stringify(value)
  }

  #pictures({ columns, data }: Rows, epoch: number, log: Log): void {
    const { inputs } = this.#options
    if (inputs.rank !== 4) return
    for (const [row, cells] of data.slice(0, MOST_PICTURES).entries()) {
      const caption = columns.map((column, index) => `${column} ${String(cells[index])}`).join(', ')
      const pixels = inputs.slice([row], [1])
      const picture = pixels.squeeze([0])
      try {
        log('image', `samples/${row}`, picture, { step: epoch, caption })
      } finally {
        pixels.dispose()
        picture.dispose()
      }
    }
  }
}
