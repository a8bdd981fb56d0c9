import type { CallSpan } from './call/call-span.ts'
import type { Call } from './call/call.ts'

/** Sums over every call, also those that sampling leaves out. */
export class Totals {
  calls = 0
  errors = 0
  aborted = 0
  retries = 0
  inputTokens = 0
  outputTokens = 0
  /** US dollars, of the calls whose cost is known. */
  cost = 0
  /** Calls of models without a price. */
  unpriced = 0

  add(call: Call, { span, usage, cost }: CallSpan): void {
    this.calls += 1
    if (span.status === 'error') this.errors += 1
    if (span.status === 'aborted') this.aborted += 1
    this.retries += Math.max(0, call.attempts - 1)
    this.inputTokens += usage?.input ?? 0
    this.outputTokens += usage?.output ?? 0
    if (cost === undefined) this.unpriced += 1
    else this.cost += cost
  }
}
