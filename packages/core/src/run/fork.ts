import type { FileSystem } from '../contracts/ports.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { RunMissingError } from '../errors/run-missing-error.ts'
import { readRun } from '../journal/run-reader.ts'
import { runExists, runFolder } from './load-run.ts'
import type { MetricLog } from './metric-log.ts'
import type { RunRecorder } from './run-recorder.ts'

export interface ForkPoint {
  run: string
  step: number
}

export function checkFork(fork: ForkPoint, home: string, fileSystem: FileSystem): void {
  if (typeof fork?.run !== 'string' || !Number.isSafeInteger(fork.step)) {
    throw new InvalidArgumentError('forkFrom', fork, "Pass { run: 'its id', step: a whole number }.")
  }
  if (!runExists(runFolder(home, fork.run), fileSystem)) throw new RunMissingError(fork.run, home)
}

/**
 * Gives a new run the past of another: its config, definitions, and points and media up to the step, at the times they
 * had. Copied rather than referred to, so that the fork stays whole when the other run is deleted.
 */
export function copyPast(fork: ForkPoint, home: string, fileSystem: FileSystem, recorder: RunRecorder, metrics: MetricLog): void {
  for (const { record } of readRun(runFolder(home, fork.run), fileSystem)) {
    switch (record.kind) {
      case 'metric':
        if (record.step > fork.step) break
        if (record.metricKind !== undefined || record.metadata !== undefined) recorder.record(record)
        else metrics.point(record.key, record.value, record.step, record.time, record.epoch ?? NaN)
        break
      case 'media':
        if (record.step <= fork.step) recorder.record(record)
        break
      case 'config':
      case 'definition':
        recorder.record(record)
        break
    }
  }
}
