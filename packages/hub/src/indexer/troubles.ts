/**
 * `damaged`: records in a journal can not be read. `torn`: its end is no whole record, and nobody writes it any more.
 * `truncated`: it became shorter; `removed`: it is gone; what it said is no longer shown. `unreadable`: the file can not
 * be opened or read; tried again. `store`: what was read could not be stored; tried again.
 */
export type TroubleKind = 'damaged' | 'torn' | 'truncated' | 'removed' | 'unreadable' | 'store'

/** Something about a run that its readers should know. */
export interface Trouble {
  runId: string
  /** Undefined when it is about the run as a whole. */
  writer: string | undefined
  kind: TroubleKind
  message: string
  time: number
}

/** Removed runs are many in a tidy-up; only so many troubles are kept, the latest. */
const MOST_TROUBLES = 1000

/** The troubles that there are now: one per run, writer and kind, the latest word of each. */
export class Troubles {
  readonly #known = new Map<string, Trouble>()

  /** Returns whether it says something new. */
  add(trouble: Trouble): boolean {
    const place = placeOf(trouble)
    const before = this.#known.get(place)
    if (before?.message === trouble.message) return false
    this.#known.delete(place)
    this.#known.set(place, trouble)
    if (this.#known.size > MOST_TROUBLES) this.#known.delete(this.#known.keys().next().value!)
    return true
  }

  /** It is over. */
  clear(trouble: Pick<Trouble, 'runId' | 'writer' | 'kind'>): void {
    this.#known.delete(placeOf(trouble))
  }

  /** All troubles of a run are over. */
  clearRun(runId: string): void {
    for (const [place, trouble] of this.#known) if (trouble.runId === runId) this.#known.delete(place)
  }

  /** Oldest first. */
  list(): Trouble[] {
    return [...this.#known.values()]
  }
}

function placeOf({ runId, writer, kind }: Pick<Trouble, 'runId' | 'writer' | 'kind'>): string {
  return JSON.stringify([runId, writer, kind])
}
