import type { Clock } from '../contracts/ports.ts'
import type { ConsoleRecord, EnvironmentRecord, RunRecord, SystemRecord } from '../contracts/record.ts'
import type { RunStats } from '../contracts/run.ts'
import { diag } from '../diag.ts'
import { errorText } from '../errors/error-text.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { SeeTrainError } from '../errors/seetrain-error.ts'
import type { JournalWriter } from '../journal/writer.ts'
import type { RunState } from './run-state.ts'

/** Causes remembered to be told once; beyond that they are only counted. */
const MOST_CAUSES = 1000

/** What a process finds out about itself. */
export type ProcessRecord = ConsoleRecord | EnvironmentRecord | SystemRecord

export interface RunRecorderOptions {
  /** Name of the run, to speak of it. */
  name: string
  /** Who writes: `main`, `rank-3`, … */
  writer: string
  state: RunState
  journal: JournalWriter
  clock: Clock
}

/** The one way records of a run take, and the place where its troubles are counted and told once. */
export class RunRecorder {
  readonly state: RunState
  readonly journal: JournalWriter
  readonly clock: Clock
  /** Gets each trouble once. */
  onProblem: (message: string) => void = () => {}
  /** Points are counted by the metric log, which bypasses `record` for speed. */
  points = 0
  readonly #name: string
  readonly #writer: string
  readonly #counts = new Map<string, number>()
  readonly #told = new Set<string>()
  #rejected = 0
  #lost = 0

  constructor({ name, writer, state, journal, clock }: RunRecorderOptions) {
    this.#name = name
    this.#writer = writer
    this.state = state
    this.journal = journal
    this.clock = clock
  }

  record(record: RunRecord): void {
    this.state.apply(record, this.#writer)
    this.append(record)
  }

  /** For a record whose change the state has already. */
  append(record: RunRecord): void {
    this.journal.record(record)
    this.#counts.set(record.kind, (this.#counts.get(record.kind) ?? 0) + 1)
  }

  /** A value of the caller's was refused. */
  reject(topic: string, message: string): void {
    this.#rejected++
    this.tell(topic, message)
  }

  /** Says a trouble once, however often it comes. */
  tell(topic: string, message: string): void {
    if (this.#told.has(topic) || this.#told.size >= MOST_CAUSES) return
    this.#told.add(topic)
    diag.warn(`run ${this.#name}: ${message}`)
    this.onProblem(message)
  }

  /** Runs what may fail without ever failing the caller. */
  guard<T>(topic: string, work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.fail(topic, error)
      return undefined
    }
  }

  async guardAsync(topic: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      this.tell(topic, `${topic}: ${messageOf(error)}`)
    }
  }

  /** A call failed. A mistake of the caller's counts as rejected, anything else as a lost record. */
  fail(topic: string, error: unknown): void {
    if (SeeTrainError.isInstance(error)) this.reject(causeOf(topic, error), `${topic}: ${error.message}`)
    else this.#lose(topic, messageOf(error))
  }

  stats(): Omit<RunStats, 'sinks'> {
    const problem = this.journal.problem
    return {
      records: { ...Object.fromEntries(this.#counts), metric: this.points + (this.#counts.get('metric') ?? 0) },
      rejected: this.#rejected,
      dropped: this.dropped,
      bytesWritten: this.journal.bytesWritten,
      ...(problem !== undefined && { writeError: problem.message }),
    }
  }

  get dropped(): number {
    return this.journal.dropped + this.#lost
  }

  #lose(topic: string, message: string): void {
    this.#lost++
    this.tell(`${topic}: lost`, `${topic}: not recorded, ${message}. Training goes on; stats().dropped counts.`)
    this.record({ kind: 'dropped', time: this.clock.now(), count: 1, reason: `${topic}: ${message}` })
  }
}

// not by its message, which names the value: a wrong picture in each step is one cause
function causeOf(topic: string, error: SeeTrainError): string {
  return `${topic} ${error.code} ${error instanceof InvalidArgumentError ? error.field : ''}`
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : errorText(error)
}
