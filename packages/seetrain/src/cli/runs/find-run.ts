import { listRuns, nodeFileSystem, RunMissingError } from '@seetrain/core'
import { CommandError } from '../command-error.ts'
import { plainText } from '../output/text-width.ts'
import { readSummary } from './read-summary.ts'

const MOST_NAMED = 5

/** The id of the run that was meant: by its id, by the start of it, or by its name. Never a path. */
export function findRun(given: string, home: string): string {
  const ids = listRuns(home, nodeFileSystem)
  if (ids.includes(given)) return given
  const starting = given === '' ? [] : ids.filter(id => id.startsWith(given))
  if (starting.length === 1) return starting[0]!
  const named = ids.filter(id => readSummary(home, id)?.name === given)
  if (named.length === 1) return named[0]!
  const candidates = named.length > 0 ? named : starting
  if (candidates.length === 0) throw new RunMissingError(plainText(given), home)
  throw new CommandError('failure', ambiguity(given, candidates))
}

function ambiguity(given: string, candidates: readonly string[]): string {
  const newest = candidates.toReversed().slice(0, MOST_NAMED)
  const more = candidates.length > MOST_NAMED ? ', …' : ''
  return `run: "${plainText(given)}" may be ${candidates.length} runs: ${newest.join(', ')}${more}. Write the id of the one you mean.`
}
