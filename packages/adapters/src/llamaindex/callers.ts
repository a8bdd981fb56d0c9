import { asObject, asText } from '../spans/loose.ts'

/** Callers that are remembered; those of work whose end was never told are forgotten, the oldest first. */
const MOST_CALLERS = 1000

/**
 * Which work goes on for which caller. LlamaIndex.TS names with each event its caller and the callers around that one;
 * what began last for the nearest of them is what the event belongs to.
 */
export class Callers {
  readonly #open = new Map<string, string[]>()

  /** The id of the work that an event with this `reason` belongs to. */
  around(reason: unknown): string | undefined {
    for (let caller = asObject(reason); ; caller = asObject(caller['parent'])) {
      const id = asText(caller['id'])
      if (id === undefined) return undefined
      const work = this.#open.get(id)?.at(-1)
      if (work !== undefined) return work
    }
  }

  begin(reason: unknown, work: string): void {
    const id = asText(asObject(reason)['id'])
    if (id === undefined) return
    this.#open.set(id, [...(this.#open.get(id) ?? []), work])
    if (this.#open.size > MOST_CALLERS) this.#open.delete(this.#open.keys().next().value!)
  }

  end(reason: unknown, work: string): void {
    const id = asText(asObject(reason)['id'])
    if (id === undefined) return
    const left = (this.#open.get(id) ?? []).filter(other => other !== work)
    if (left.length === 0) this.#open.delete(id)
    else this.#open.set(id, left)
  }
}
