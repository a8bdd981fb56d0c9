import { loadSummary, nodeFileSystem, runFolder, type RunSummary } from '@seetrain/core'
import { errorLine } from '../output/error-line.ts'
import { remark } from '../output/screen.ts'

/** A run's summary; `undefined`, said once on stderr, when it can not be read: one bad run must not hide the others. */
export function readSummary(home: string, id: string): RunSummary | undefined {
  try {
    const summary = loadSummary(runFolder(home, id), nodeFileSystem)
    if (typeof summary.createdAt !== 'string') throw new Error('its run.json is not what SeeTrain writes')
    // the record with the id may be damaged; the folder has it too
    return { ...summary, id }
  } catch (error) {
    remark(`seetrain: run ${id} is left out: ${errorLine(error)}. seetrain doctor says more.`)
    return undefined
  }
}
