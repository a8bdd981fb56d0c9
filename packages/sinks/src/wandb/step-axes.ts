import type { DefinitionRecord, Plain } from '@seetrain/core'

type AxesState = { keys: [string, string][]; values: [string, number][] }

/** Metrics that are drawn over another one. W&B looks for both in one row: a row without the axis gets its last value. */
export class StepAxes {
  readonly #axisOf: Map<string, string>
  /** The last value of each axis; undefined before it has one. */
  readonly #values: Map<string, number | undefined>

  constructor({ keys, values }: AxesState = { keys: [], values: [] }) {
    this.#axisOf = new Map(keys)
    this.#values = new Map([...keys.map(([, axis]) => [axis, undefined] as const), ...values])
  }

  get state(): AxesState {
    const values = [...this.#values].filter((entry): entry is [string, number] => entry[1] !== undefined)
    return { keys: [...this.#axisOf], values }
  }

  define({ key, stepKey }: DefinitionRecord): void {
    if (stepKey === undefined) return
    this.#axisOf.set(key, stepKey)
    if (!this.#values.has(stepKey)) this.#values.set(stepKey, undefined)
  }

  see(key: string, value: Plain): void {
    if (typeof value === 'number' && this.#values.has(key)) this.#values.set(key, value)
  }

  complete(row: Map<string, Plain>): void {
    for (const key of row.keys()) {
      const axis = this.#axisOf.get(key)
      const value = axis === undefined ? undefined : this.#values.get(axis)
      if (axis !== undefined && value !== undefined && !row.has(axis)) row.set(axis, value)
    }
  }
}
