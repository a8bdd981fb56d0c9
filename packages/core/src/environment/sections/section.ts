import type { PlainObject } from '../../contracts/record.ts'
import type { RunCommand } from '../run-command.ts'

/** What the sections look at. */
export interface SectionContext {
  /** Where the program runs. */
  readonly folder: string
  readonly environment: NodeJS.ProcessEnv
  readonly gitDiffMaxBytes: number
  readonly run: RunCommand
  /** Time for one command: less than half of the section's, so that something can still be done without it. */
  readonly commandTimeoutMs: number
  readonly readText: (path: string) => Promise<string>
  /** Aborts when the section has run out of time. */
  readonly signal: AbortSignal
}

/** Finds one section of the environment out. Rejects with the reason when there is nothing to record. */
export type Section = (context: SectionContext) => Promise<PlainObject>
