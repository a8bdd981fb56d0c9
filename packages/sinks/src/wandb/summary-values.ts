import type { DefinitionRecord, Plain, SummaryRule } from '@seetrain/core'
import type { Item } from './wandb-records.ts'

// a type and no interface: it is plain data that goes into the state
type Aggregate = {
  rule: SummaryRule
  goal?: 'minimize' | 'maximize'
  count: number
  total: number
  min?: number
  max?: number
}

/** What W&B shows of each key beside its charts: the last value, or what the key's definition asks for. */
export class SummaryValues {
  readonly #aggregates: Map<string, Aggregate>
  #changed = new Map<string, Item>()

  constructor(state: readonly (readonly [string, Aggregate])[] = []) {
    this.#aggregates = new Map(state.map(([key, aggregate]) => [key, { ...aggregate }]))
  }

  /** What `constructor` needs to go on: of keys with a rule of their own alone. */
  get state(): [string, Aggregate][] {
    return [...this.#aggregates].map(([key, aggregate]) => [key, { ...aggregate }])
  }

  define({ key, summary, goal }: DefinitionRecord): void {
    const known = this.#aggregates.get(key)
    if (summary === undefined && known === undefined) return
    const rule = summary ?? known?.rule ?? 'last'
    this.#aggregates.set(key, { count: 0, total: 0, ...known, rule, ...(goal && { goal }) })
  }

  add(key: string, value: Plain): void {
    const aggregate = this.#aggregates.get(key)
    if (aggregate === undefined || typeof value !== 'number') {
      this.#changed.set(key, [[key], value])
      return
    }
    if (!Number.isNaN(value)) {
      aggregate.count++
      aggregate.total += value
      aggregate.min = Math.min(aggregate.min ?? value, value)
      aggregate.max = Math.max(aggregate.max ?? value, value)
    }
    const shown = aggregate.rule === 'last' ? value : valueOf(aggregate)
    if (shown !== undefined) this.#changed.set(key, [aggregate.rule === 'last' ? [key] : [key, aggregate.rule], shown])
  }

  /** What changed since the last time. */
  take(): Item[] {
    const items = [...this.#changed.values()]
    this.#changed = new Map()
    return items
  }
}

function valueOf({ rule, goal, count, total, min, max }: Aggregate): number | undefined {
  switch (rule) {
    case 'min':
      return min
    case 'max':
      return max
    case 'mean':
      return count === 0 ? undefined : total / count
    case 'best':
      return goal === 'minimize' ? min : max
    default:
      return undefined
  }
}
