import type { FileSystem } from '../contracts/ports.ts'
import type { RunRecord } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { RunMissingError } from '../errors/run-missing-error.ts'
import { readRun } from '../journal/run-reader.ts'
import { runExists, runFolder } from './load-run.ts'
import type { MetricLog } from './metric-log.ts'
import type { Plan } from './plan-run.ts'
import type { RunRecorder } from './run-recorder.ts'

export interface ForkPoint {
  run: string
  step: number
}

export function checkForkPoint(fork: ForkPoint): void {
  if (typeof fork?.run === 'string' && Number.isSafeInteger(fork.step)) return
  throw new InvalidArgumentError('forkFrom', fork, "Pass { run: 'its id', step: a whole number }.")
}

export function checkForkedRun(fork: ForkPoint, home: string, fileSystem: FileSystem): void {
  if (!runExists(runFolder(home, fork.run), fileSystem)) throw new RunMissingError(fork.run, home)
}

/**
 * Gives a new run the past of the one that it forks: its config, its definitions, and its points and media up to the
 * step, at the times they had. Copied rather than referred to, so that the fork stays whole when the other run is deleted.
 */
export function copyPast({ options, home, ports }: Plan, recorder: RunRecorder, metrics: MetricLog): void {
  const fork = options.forkFrom
  if (fork === undefined) return
  recorder.guard('forkFrom', () => {
    for (const { record } of readRun(runFolder(home, fork.run), ports.fileSystem))
      copyRecord(record, fork.step, recorder, metrics)
  })
  recorder.journal.settle(ports.clock.now())
}

function copyRecord(record: RunRecord, lastStep: number, recorder: RunRecorder, metrics: MetricLog): void {
  switch (record.kind) {
    case 'metric':
      if (record.step > lastStep) break
      if (record.metricKind !== undefined || record.metadata !== undefined) recorder.record(record)
      else metrics.point(record.key, record.value, record.step, record.time, record.epoch ?? NaN)
      break
    case 'media':
      if (record.step <= lastStep) recorder.record(record)
      break
    case 'config':
    case 'definition':
      recorder.record(record)
      break
  }
}
