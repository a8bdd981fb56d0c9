import {
  journalSize,
  MAIN_WRITER,
  runFolder,
  writerFolder,
  errorText,
  type EndState,
  type Logger,
  type Timer,
} from '@seetrain/core'
import type { RunState, RunStatus, Table } from '../state/mlflow-state.ts'
import type { StateJournal } from '../state/state-journal.ts'
import { keepLatest, readPoints, type LatestPoints } from './metric-points.ts'
import { RunJournal, type RunJournalParts, type RunOpening } from './run-journal.ts'

export interface RunBookParts extends RunJournalParts {
  logger: Logger
}

interface OpenRun {
  journal: RunJournal
  usedAt: number
}

const LOOK_EVERY_MS = 10_000
/** A run that still counts as running is let go of after this; what comes later continues it. */
const LONGEST_SILENCE_MS = 60 * 60_000
/** One that has ended is let go of sooner. */
const ENDED_SILENCE_MS = 10_000
const MOST_OPEN = 200

const END_STATES: { readonly [status in RunStatus]?: EndState } = {
  FINISHED: 'finished',
  FAILED: 'failed',
  KILLED: 'killed',
}

/** The journals of MLflow's runs: one open writer each while something comes, and the latest value of each metric. */
export class RunBook {
  readonly #parts: RunBookParts
  readonly #journal: StateJournal
  readonly #open = new Map<string, OpenRun>()
  readonly #latest = new Map<string, LatestPoints>()
  #timer: Timer | undefined

  constructor(journal: StateJournal, parts: RunBookParts) {
    this.#journal = journal
    this.#parts = parts
  }

  get openCount(): number {
    return this.#open.size
  }

  /** The value of each metric of a run. */
  latest(runId: string): ReadonlyMap<string, { key: string; value: number; timestamp: number; step: number }> {
    const open = this.#open.get(runId)
    if (open !== undefined) return open.journal.latest
    let latest = this.#latest.get(runId)
    if (latest === undefined) this.#latest.set(runId, (latest = this.#readLatest(runId)))
    return latest
  }

  /** Lets `work` write to a run, and returns when it is with the operating system. */
  write(runId: string, work: (journal: RunJournal) => void): void {
    const { journal } = this.#opened(runId)
    try {
      work(journal)
      this.#endAgain(runId, journal)
      journal.settle()
    } catch (error) {
      // what lies on the disk is looked at anew
      this.#open.delete(runId)
      journal.close()
      throw error
    }
  }

  close(): void {
    this.#timer?.cancel()
    for (const runId of this.#open.keys()) this.#letGo(runId)
  }

  #opened(runId: string): OpenRun {
    const now = this.#parts.clock.now()
    const entry = this.#open.get(runId) ?? { journal: this.#start(runId), usedAt: now }
    entry.usedAt = now
    // the one used last stands last
    this.#open.delete(runId)
    this.#open.set(runId, entry)
    if (this.#open.size > MOST_OPEN) this.#letGo(this.#open.keys().next().value!)
    this.#timer ??= this.#parts.clock.setTimer(this.#letGoOfSilent, LOOK_EVERY_MS)
    return entry
  }

  #start(runId: string): RunJournal {
    const journal = new RunJournal(this.#opening(runId), this.#parts)
    this.#latest.delete(runId)
    return journal
  }

  #opening(runId: string): RunOpening {
    const { experiments, runs } = this.#journal.state
    const { experiment, name, startTime } = runs[runId]!
    return { runId, project: experiments[experiment]!.name, name, createdAt: startTime || this.#parts.clock.now() }
  }

  readonly #letGoOfSilent = (): void => {
    const { clock } = this.#parts
    for (const [runId, { usedAt }] of this.#open) {
      const longest = this.#endOf(runId) === undefined ? LONGEST_SILENCE_MS : ENDED_SILENCE_MS
      if (clock.now() - usedAt > longest) this.#letGo(runId)
    }
    this.#timer = this.#open.size > 0 ? clock.setTimer(this.#letGoOfSilent, LOOK_EVERY_MS) : undefined
  }

  /** Closes the journal and notes its metrics, so that nobody has to read it for them. */
  #letGo(runId: string): void {
    const { journal } = this.#open.get(runId)!
    this.#open.delete(runId)
    this.#latest.set(runId, journal.latest)
    try {
      try {
        this.#noteLatest(runId, journal)
      } finally {
        journal.close()
      }
    } catch (error) {
      // nobody waits for it, and all that was confirmed is there
      this.#parts.logger.warn(`${runId}: its journal could not be closed as it should be (${errorText(error)}).`)
    }
  }

  /** What comes for a run that is over continues it, and leaves it as it was. */
  #endAgain(runId: string, journal: RunJournal): void {
    const end = this.#endOf(runId)
    if (end !== undefined) journal.end(end, this.#journal.state.runs[runId]!.endTime ?? this.#parts.clock.now())
  }

  #endOf(runId: string): EndState | undefined {
    const run = this.#journal.state.runs[runId]
    return run && END_STATES[run.status]
  }

  #noteLatest(runId: string, { latest, size }: RunJournal): void {
    const metrics: Table<[number, number, number]> = {}
    for (const [key, { value, timestamp, step }] of latest) metrics[key] = [value, timestamp, step]
    this.#journal.change({ runs: { [runId]: { latest: { size, metrics } } } })
  }

  #readLatest(runId: string): LatestPoints {
    const { home, fileSystem } = this.#parts
    const folder = writerFolder(runFolder(home, runId), MAIN_WRITER)
    const noted = notedLatest(this.#journal.state.runs[runId])
    if (noted !== undefined && noted.size === journalSize(folder, fileSystem)) return noted.latest
    const latest: LatestPoints = new Map()
    readPoints(folder, fileSystem, point => keepLatest(latest, point))
    return latest
  }
}

function notedLatest(run: RunState | undefined): { size: number; latest: LatestPoints } | undefined {
  if (run?.latest === undefined) return undefined
  const latest: LatestPoints = new Map()
  for (const [key, [value, timestamp, step]] of Object.entries(run.latest.metrics))
    latest.set(key, { key, value, timestamp, step })
  return { size: run.latest.size, latest }
}
