import {
  JournalReader,
  listRuns,
  listWriters,
  livingWriter,
  nodeFileSystem,
  runFolder,
  writerFolder,
  type RunSummary,
} from '@seetrain/core'
import { join } from 'node:path'
import { errorLine } from '../output/error-line.ts'
import { readSummary } from '../runs/read-summary.ts'
import { staleLocks } from '../runs/run-users.ts'

/** What is wrong with the journal of one writer. */
export interface DamagedJournal {
  run: string
  writer: string
  /** Records that can not be read. */
  lost: number
  /** Bytes behind the last record that are none. */
  tailBytes: number
  /** The tail is no more than what a killed process had not finished writing. */
  isTornOnly: boolean
  error?: string
}

export interface JournalCheck {
  runs: number
  states: { [state: string]: number }
  unreadable: string[]
  damaged: DamagedJournal[]
  staleLocks: string[]
  /** Why the runs could not be looked through. */
  error?: string
}

/** Reads every journal to its end. */
export function checkJournals(home: string, onRun: (done: number, of: number) => void): JournalCheck {
  const ids = listRuns(home, nodeFileSystem)
  const check: JournalCheck = { runs: ids.length, states: {}, unreadable: [], damaged: [], staleLocks: [] }
  for (const [index, id] of ids.entries()) {
    onRun(index, ids.length)
    const runDir = runFolder(home, id)
    const summary = readSummary(home, id)
    if (summary === undefined) check.unreadable.push(id)
    else check.states[summary.state] = (check.states[summary.state] ?? 0) + 1
    for (const writer of listWriters(runDir, nodeFileSystem)) {
      const damaged = checkJournal(runDir, id, writer, summary)
      if (damaged !== undefined) check.damaged.push(damaged)
    }
    check.staleLocks.push(...staleLocks(runDir, nodeFileSystem))
  }
  return check
}

function checkJournal(
  runDir: string,
  run: string,
  writer: string,
  summary: RunSummary | undefined,
): DamagedJournal | undefined {
  const folder = writerFolder(runDir, writer)
  const isLive = livingWriter(folder, nodeFileSystem) !== undefined
  try {
    const { lost, end } = readThrough(folder)
    const tailBytes = isLive ? 0 : journalBytes(folder) - end
    if (lost === 0 && tailBytes === 0) return undefined
    const wasKilled = summary?.state === 'killed' || summary?.state === 'running'
    return { run, writer, lost, tailBytes, isTornOnly: lost === 0 && wasKilled }
  } catch (error) {
    return { run, writer, lost: 0, tailBytes: 0, isTornOnly: false, error: errorLine(error) }
  }
}

function readThrough(folder: string): { lost: number; end: number } {
  const reader = new JournalReader(folder, nodeFileSystem)
  try {
    for (let lost = 0, end = 0; ;) {
      const chunk = reader.read(end)
      lost += chunk.lost
      end = chunk.nextOffset
      if (chunk.atEnd) return { lost, end }
    }
  } finally {
    reader.close()
  }
}

function journalBytes(folder: string): number {
  const segments = nodeFileSystem.list(folder).filter(name => /^journal(-\d+)?\.bin$/.test(name))
  return segments.reduce((sum, name) => sum + (nodeFileSystem.stat(join(folder, name))?.size ?? 0), 0)
}
