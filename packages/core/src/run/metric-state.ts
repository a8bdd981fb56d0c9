import type { DefinitionRecord, MetricGoal, SummaryRule } from '../contracts/record.ts'

/** What a run remembers of one metric: where its axis stands and what its summary needs. */
export class MetricState {
  readonly key: string
  /** Number that stands for the key in the journal; -1 until the key was written there. */
  journalKey = -1
  /** Step of the point logged last; -1 before the first. */
  lastStep = -1
  last = NaN
  min = NaN
  max = NaN
  sum = 0
  /** Points that are numbers: NaN counts for `last` alone. */
  count = 0
  rule: SummaryRule = 'last'
  goal: MetricGoal | undefined

  constructor(key: string) {
    this.key = key
  }

  add(step: number, value: number): void {
    this.lastStep = step
    this.last = value
    if (value !== value) return
    // written so that the first number replaces NaN
    if (!(this.min <= value)) this.min = value
    if (!(this.max >= value)) this.max = value
    this.sum += value
    this.count++
  }

  define(definition: Pick<DefinitionRecord, 'summary' | 'goal'>): void {
    if (definition.summary !== undefined) this.rule = definition.summary
    if (definition.goal !== undefined) this.goal = definition.goal
  }

  /** The metric in one number, or `undefined` when its rule is to have none. */
  summary(): number | undefined {
    switch (this.rule) {
      case 'last':
        return this.last
      case 'min':
        return this.min
      case 'max':
        return this.max
      case 'mean':
        return this.sum / this.count
      case 'best':
        return this.goal === 'minimize' ? this.min : this.max
      case 'none':
        return undefined
    }
  }
}
