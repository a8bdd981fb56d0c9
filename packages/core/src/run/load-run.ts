import { basename, join } from 'node:path'
import type { FileSystem } from '../contracts/ports.ts'
import { livingWriter } from '../journal/journal-lock.ts'
import { listWriters, readRun, writerFolder } from '../journal/run-reader.ts'
import { RunState } from './run-state.ts'
import { summarize, type RunSummary } from './summary-file.ts'

export function runsFolder(home: string): string {
  return join(home, 'runs')
}

export function runFolder(home: string, runId: string): string {
  return join(runsFolder(home), runId)
}

/** Ids of the runs below a `.seetrain` folder, oldest first: ids sort by time. */
export function listRuns(home: string, fileSystem: FileSystem): string[] {
  return fileSystem.list(runsFolder(home)).filter(id => runExists(runFolder(home, id), fileSystem))
}

export function runExists(runDir: string, fileSystem: FileSystem): boolean {
  return listWriters(runDir, fileSystem).length > 0
}

/** Folds the journals of a run into its state. */
export function loadRun(runDir: string, fileSystem: FileSystem): RunState {
  const state = new RunState()
  for (const { writer, record } of readRun(runDir, fileSystem)) state.apply(record, writer)
  // its first record may be damaged
  state.id ||= basename(runDir)
  return state
}

/**
 * A run as `seetrain ls` shows it. Reads `run.json` where that is final and the whole, else the journals. A run without
 * an end whose writers are gone was killed.
 */
export function loadSummary(runDir: string, fileSystem: FileSystem): RunSummary {
  const writers = listWriters(runDir, fileSystem)
  // the file knows what its own writer did
  const kept = writers.length === 1 ? readSummaryFile(runDir, fileSystem) : undefined
  const isWritten = writers.some(writer => livingWriter(writerFolder(runDir, writer), fileSystem) !== undefined)
  if (kept !== undefined && kept.state !== 'running' && !isWritten) return kept
  const summary = summarize(loadRun(runDir, fileSystem))
  return summary.state === 'running' && !isWritten ? { ...summary, state: 'killed' } : summary
}

function readSummaryFile(runDir: string, fileSystem: FileSystem): RunSummary | undefined {
  try {
    const summary: unknown = JSON.parse(Buffer.from(fileSystem.readFile(join(runDir, 'run.json'))).toString())
    return typeof summary === 'object' && summary !== null && 'state' in summary ? (summary as RunSummary) : undefined
  } catch {
    return undefined
  }
}
