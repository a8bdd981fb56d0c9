import { join } from 'node:path'
import type { Clock, FileSystem, IdSource } from '../contracts/ports.ts'
import type { RunWords } from '../contracts/run.ts'
import { JournalLockedError } from '../errors/journal-locked-error.ts'
import { RunMissingError } from '../errors/run-missing-error.ts'
import { livingWriter } from '../journal/journal-lock.ts'
import { listWriters, MAIN_WRITER, writerFolder } from '../journal/run-reader.ts'
import { JournalWriter } from '../journal/writer.ts'
import { describeOwner } from '../lock/owner-lock.ts'
import { loadRun, runFolder } from './load-run.ts'
import { checkWords } from './run-arguments.ts'
import { summarize, type RunSummary } from './summary-file.ts'

export interface EditRunParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  clock: Clock
  ids: IdSource
  /** `worker_threads.threadId`. Default: 0, the main thread. */
  thread?: number
}

/** As large as by default: an edit is no reason to begin a new file. */
const SEGMENT_BYTES = 64 * 1024 * 1024

/**
 * Changes the words of a run that nobody writes, and returns what it is now. Throws `JournalLockedError` for a run that
 * goes on (use `run.edit` there), and when the disk refuses.
 */
export function editRun(runId: string, words: RunWords, parts: EditRunParts): RunSummary {
  checkWords(words)
  const runDir = runFolder(parts.home, runId)
  const writer = idleWriter(runId, runDir, parts)
  const journal = new JournalWriter({
    folder: writerFolder(runDir, writer),
    thread: parts.thread ?? 0,
    durability: 'record',
    segmentBytes: SEGMENT_BYTES,
    ...parts,
  })
  try {
    journal.record({ kind: 'edit', time: parts.clock.now(), ...words })
    if (journal.problem !== undefined) throw journal.problem
    // under the lock, so that it never covers what a resumed run writes
    return writeSummary(runDir, parts.fileSystem)
  } finally {
    journal.close()
  }
}

/** The journal to write to, when no process writes to any of the run's. */
function idleWriter(runId: string, runDir: string, { home, fileSystem }: EditRunParts): string {
  const writers = listWriters(runDir, fileSystem)
  for (const writer of writers) {
    const folder = writerFolder(runDir, writer)
    const owner = livingWriter(folder, fileSystem)
    if (owner === undefined) continue
    throw new JournalLockedError(folder, describeOwner(owner), 'Edit it there with run.edit, or wait for its end.')
  }
  const first = writers[0]
  if (first === undefined) throw new RunMissingError(runId, home)
  return writers.includes(MAIN_WRITER) ? MAIN_WRITER : first
}

function writeSummary(runDir: string, fileSystem: FileSystem): RunSummary {
  const summary = summarize(loadRun(runDir, fileSystem))
  // nobody writes it, so without an end it was killed
  const settled = summary.state === 'running' ? { ...summary, state: 'killed' as const } : summary
  fileSystem.writeFileAtomic(join(runDir, 'run.json'), `${JSON.stringify(settled, null, 2)}\n`)
  return settled
}
