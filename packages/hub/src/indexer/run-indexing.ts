import type { Clock, Logger } from '@seetrain/core'
import type { Store } from '../store/store.ts'
import type { FollowedRun } from './followed-run.ts'
import type { IndexChange, JournalTail } from './journal-tail.ts'
import type { TroubleKind, Troubles } from './troubles.ts'

export interface RunIndexingOptions {
  store: Store
  clock: Clock
  logger: Logger
  troubles: Troubles
  batchBytes: number
  /** Whether somebody writes the run. */
  isWritten: (runId: string, runDir: string) => boolean
  onChange: (change: IndexChange) => void
  /** A run that has no journals any more was forgotten. */
  onGone: (runId: string) => void
}

/** Takes in what a run has, part by part, and says what was wrong with it. */
export class RunIndexing {
  readonly #options: RunIndexingOptions

  constructor(options: RunIndexingOptions) {
    this.#options = options
  }

  /** Does a part of what there is to do. Returns whether more is left. Never rejects: what fails is tried again later. */
  async advance(run: FollowedRun): Promise<boolean> {
    try {
      const { shrunk } = run.look()
      if (shrunk !== undefined) return await this.#startOver(run, shrunk)
      if (!run.exists) return this.#gone(run)
      const isMore = await this.#step(run)
      if (!isMore) await this.#settle(run)
      this.#over(run, undefined, 'unreadable')
      this.#over(run, undefined, 'store')
      return isMore
    } catch (error) {
      run.rest()
      run.unread = undefined
      const kind = isFileError(error) ? 'unreadable' : 'store'
      const what = kind === 'store' ? 'What was read could not be stored' : 'Its files could not be read'
      this.#trouble(run, undefined, kind, `${what}: ${messageOf(error)}. Tried again in a moment.`)
      return false
    }
  }

  /** Tells the store whether somebody writes the run. */
  async tellPresence(run: FollowedRun): Promise<void> {
    const alive = this.#options.isWritten(run.id, run.dir)
    if (alive === run.alive) return
    await this.#options.store.setAlive(run.id, alive)
    const isNews = run.alive !== undefined
    run.alive = alive
    if (isNews) this.#options.onChange({ runId: run.id, writer: 'main', metrics: [], systemKeys: [], kinds: new Set() })
  }

  async #step(run: FollowedRun): Promise<boolean> {
    let isMore = false
    for (const tail of run.tails) {
      const size = tail.size()
      if (size === tail.offset) continue
      const { lost } = tail
      const { atEnd, change } = await tail.step(this.#options.batchBytes)
      isMore ||= !atEnd
      if (tail.lost > lost) this.#damaged(run, tail)
      if (change === undefined) continue
      run.grewAt = this.#options.clock.now()
      this.#options.onChange(change)
    }
    return isMore
  }

  /** Everything that is complete is taken in: what is left over, and does it matter? */
  async #settle(run: FollowedRun): Promise<void> {
    await this.tellPresence(run)
    run.unread = 0
    for (const tail of run.tails) {
      const left = tail.size() - tail.offset
      run.unread += left
      if (left === 0 || run.alive) this.#over(run, tail.writer, 'torn')
      else
        this.#trouble(
          run,
          tail.writer,
          'torn',
          `The last ${left} bytes of its journal are no whole record: its writer stopped in the middle. All before them is here.`,
        )
    }
    if (!run.alive) run.rest()
  }

  /** A journal is shorter than what was taken in of it. What it said before can not be told from the rest. */
  async #startOver(run: FollowedRun, shrunk: { writer: string; isGone: boolean }): Promise<boolean> {
    const { store, troubles } = this.#options
    await store.forget(run.id)
    troubles.clearRun(run.id)
    run.restart()
    if (run.look().behind === 0) {
      this.#trouble(run, undefined, 'removed', 'Its journals were removed, so it is no longer shown.')
      return this.#gone(run)
    }
    if (shrunk.isGone)
      this.#trouble(run, shrunk.writer, 'removed', 'This journal was removed; the rest of the run was taken in again.')
    else
      this.#trouble(
        run,
        shrunk.writer,
        'truncated',
        'This journal became shorter; the run was taken in again from what is left.',
      )
    return true
  }

  #gone(run: FollowedRun): false {
    if (!run.exists) this.#options.onGone(run.id)
    return false
  }

  /** Says how much of a journal could not be read; also for what was found at an earlier start. */
  tellDamage(run: FollowedRun): void {
    for (const tail of run.tails) if (tail.lost > 0) this.#damaged(run, tail)
  }

  #damaged(run: FollowedRun, { writer, lost }: JournalTail): void {
    const records = lost === 1 ? '1 record' : `${lost} records`
    this.#trouble(
      run,
      writer,
      'damaged',
      `${records} of its journal are damaged and can not be read. All others are here.`,
    )
  }

  #trouble(run: FollowedRun, writer: string | undefined, kind: TroubleKind, message: string): void {
    const { troubles, clock, logger } = this.#options
    if (troubles.add({ runId: run.id, writer, kind, message, time: clock.now() }))
      logger.info(`run ${run.id}${writer === undefined ? '' : `, writer ${writer}`}: ${message}`)
  }

  #over(run: FollowedRun, writer: string | undefined, kind: TroubleKind): void {
    this.#options.troubles.clear({ runId: run.id, writer, kind })
  }
}

// the codes of the operating system have no underscore, those of libraries do
function isFileError(error: unknown): boolean {
  return error instanceof Object && 'code' in error && /^E[A-Z0-9]+$/.test(String(error.code))
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
