import { join } from 'node:path'
import type { Clock, FileSystem, Timer } from '../contracts/ports.ts'
import { plainToJson } from '../record/to-json.ts'
import type { Companion } from './companions.ts'
import type { RunState } from './run-state.ts'

/** The members of `run.json`, and of a run in `seetrain ls --json`. */
export interface RunSummary {
  id: string
  name: string
  project: string
  state: 'running' | 'finished' | 'failed' | 'killed'
  createdAt: string
  endedAt: string | null
  config: object
  summary: object
  tags: string[]
  frameworks: string[]
  group?: string
  jobType?: string
  description?: string
  notes?: string
  forkedFrom?: { runId: string; step: number }
  error?: { name: string; message: string }
  /** Records that never reached the disk. */
  dropped: number
}

export function summarize(run: RunState): RunSummary {
  return {
    id: run.id,
    name: run.name,
    project: run.project,
    state: run.state,
    createdAt: new Date(run.createdAt).toISOString(),
    endedAt: run.endedAt === undefined ? null : new Date(run.endedAt).toISOString(),
    config: plainToJson(run.config) as object,
    summary: plainToJson(run.summary) as object,
    tags: run.tags,
    frameworks: run.frameworks,
    ...(run.group !== undefined && { group: run.group }),
    ...(run.jobType !== undefined && { jobType: run.jobType }),
    ...(run.description !== undefined && { description: run.description }),
    ...(run.notes !== undefined && { notes: run.notes }),
    ...(run.forkedFrom !== undefined && { forkedFrom: run.forkedFrom }),
    ...(run.error !== undefined && { error: { name: run.error.name, message: run.error.message } }),
    dropped: run.dropped,
  }
}

/** Writes `run.json` of a run's folder. */
export function writeSummary(folder: string, run: RunState, fileSystem: FileSystem): void {
  fileSystem.writeFileAtomic(join(folder, 'run.json'), `${JSON.stringify(summarize(run), null, 2)}\n`)
}

const SHORTEST_INTERVAL_MS = 1000
/** Writing may take at most this share of the time. */
const SHARE = 0.005

/** Keeps `run.json` near the truth: rewritten at most once a second, less often when it is large, and at the end. */
export class SummaryFile implements Companion {
  readonly #folder: string
  readonly #run: RunState
  readonly #fileSystem: FileSystem
  readonly #clock: Clock
  #timer: Timer | undefined
  #interval = SHORTEST_INTERVAL_MS

  constructor(folder: string, run: RunState, fileSystem: FileSystem, clock: Clock) {
    this.#folder = folder
    this.#run = run
    this.#fileSystem = fileSystem
    this.#clock = clock
    this.write()
  }

  /** Something changed: write soon. */
  onGrow(): void {
    this.#timer ??= this.#clock.setTimer(() => {
      this.#timer = undefined
      this.write()
    }, this.#interval)
  }

  write(): void {
    const start = this.#clock.now()
    try {
      writeSummary(this.#folder, this.#run, this.#fileSystem)
    } catch {
      // the journal holds all of it and has already told that the disk refuses
    }
    this.#interval = Math.max(SHORTEST_INTERVAL_MS, (this.#clock.now() - start) / SHARE)
  }

  close(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.write()
  }
}
