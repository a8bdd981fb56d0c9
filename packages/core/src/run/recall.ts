import type { FileSystem } from '../contracts/ports.ts'
import type { RecordKind } from '../contracts/record.ts'
import { diag } from '../diag.ts'
import { errorText } from '../errors/error-text.ts'
import { listWriters, readRun } from '../journal/run-reader.ts'
import { RunState } from './run-state.ts'

/** Kinds in which each writer counts for itself. */
const OWN_KINDS: ReadonlySet<RecordKind> = new Set(['metric', 'media', 'end'])

/**
 * What a continued run knows of its past. A guest of a run knows its words and config, but counts its own steps, since
 * its points are its own.
 */
export function recall(runDir: string, writer: string, fileSystem: FileSystem): RunState {
  const state = new RunState()
  try {
    for (const { writer: from, record } of readRun(runDir, fileSystem)) {
      const isForeign = from !== writer && OWN_KINDS.has(record.kind)
      if (!isForeign) state.apply(record, from)
    }
  } catch (error) {
    diag.warn(`${runDir}: what the run recorded before can not be read (${errorText(error)}). It goes on without.`)
  }
  for (const metric of state.metrics.values()) metric.journalKey = -1
  return state
}

/** The writers of a run as far as the disk tells: one that can not be read is no reason to stop a training. */
export function knownWriters(runDir: string, fileSystem: FileSystem): string[] {
  try {
    return listWriters(runDir, fileSystem)
  } catch (error) {
    diag.debug(`${runDir}: ${errorText(error)}`)
    return []
  }
}
