import { openBeside, type FinishOptions, type PlainObject, type Run } from '@seetrain/core'
import { plainParams } from '../text/plain-params.ts'

export interface TrialWords {
  name: string
  config?: object
  tags?: string[]
}

/** The runs of a search, one per trial, in the group of the search's own run. */
export class TrialRuns {
  readonly #search: Run
  readonly #framework: string
  readonly #open = new Map<string, Run>()

  constructor(search: Run, framework: string) {
    this.#search = search
    this.#framework = framework
  }

  /** The run of a trial; it is opened when the trial is met first. */
  of(id: string, words: () => TrialWords): Run {
    let run = this.#open.get(id)
    if (!run) {
      const { name, config = {}, tags } = words()
      run = openBeside(this.#search, {
        experimentName: name,
        jobType: 'trial',
        config: { ...(plainParams(config) as PlainObject) },
        ...(tags && { tags }),
      })
      run.markFramework(this.#framework)
      this.#open.set(id, run)
    }
    return run
  }

  has(id: string): boolean {
    return this.#open.has(id)
  }

  async end(id: string, outcome?: FinishOptions): Promise<void> {
    const run = this.#open.get(id)
    this.#open.delete(id)
    await run?.finish(outcome)
  }

  /** Ends the trials that nobody ended: the search was interrupted. */
  async endAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map(id => this.end(id, { state: 'killed' })))
  }
}
