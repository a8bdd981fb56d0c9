import { runProcess } from './run-process.ts'

/** One measurement of one contender. */
export interface CallCost {
  /** What the caller waits for. */
  nanosecondsPerCall: number
  /** From the last call until all of it has left. */
  drainMs: number
  /** In the contender's files; 0 when it has none. */
  bytesPerScalar: number
  scalarsPerCall: number
}

/** Measures a contender of this language, named by its file and export. */
export function measureContender(file: string, name: string, calls: number): Promise<CallCost> {
  return runProcess<CallCost>('contender-process', [file, name, calls])
}
