import { createInterface } from 'node:readline/promises'
import { join } from 'node:path'
import { nodeFileSystem, runFolder, type RunSummary } from '@seetrain/core'
import { CommandError } from '../command-error.ts'
import { errorLine } from '../output/error-line.ts'
import { countText, momentText } from '../output/quantities.ts'
import { print } from '../output/screen.ts'
import { plainText } from '../output/text-width.ts'
import { findRun } from '../runs/find-run.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'
import { readSummary } from '../runs/read-summary.ts'
import { findUser } from '../runs/run-users.ts'

export interface RmOptions extends PlaceOptions {
  yes?: boolean
}

interface Chosen {
  id: string
  summary: RunSummary | undefined
}

/** `seetrain rm`. All runs are found and checked before the first is removed. */
export async function rm(given: readonly string[], { yes, ...place }: RmOptions): Promise<void> {
  const { home } = openHome(place)
  const ids = [...new Set(given.map(name => findRun(name, home)))]
  for (const id of ids) refuseUsed(home, id)
  const chosen = ids.map(id => ({ id, summary: readSummary(home, id) }))
  if (yes !== true && !(await confirmed(chosen))) return print('Nothing was removed.')
  for (const run of chosen) {
    // again: the answer may have taken a while
    refuseUsed(home, run.id)
    removeRun(home, run.id)
    print(`Removed ${nameOf(run)}.`)
  }
}

function refuseUsed(home: string, id: string): void {
  const user = findUser(runFolder(home, id), nodeFileSystem)
  if (user === undefined) return
  const remedy = user.isHere
    ? 'Wait for its end, or end it first.'
    : `If that machine is gone, remove ${user.lock} and try again.`
  throw new CommandError('failure', `run: ${id} is in use by ${user.who}. ${remedy}`)
}

async function confirmed(chosen: readonly Chosen[]): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new CommandError('usage', 'rm: there is no terminal to ask on. Add --yes to remove without being asked.')
  }
  for (const run of chosen) process.stderr.write(`  ${nameOf(run)}\n`)
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await asking.question(`Remove ${countText(chosen.length, 'run')} for good? [y/N] `)
    return /^y(es)?$/i.test(answer.trim())
  } finally {
    asking.close()
  }
}

function nameOf({ id, summary }: Chosen): string {
  if (summary === undefined) return id
  return `${id} (${plainText(summary.name)}, ${plainText(summary.project)}, ${momentText(summary.createdAt)})`
}

// out of the way first: nobody meets a run that is half there
function removeRun(home: string, id: string): void {
  const aside = join(home, `removed-${id}-${process.pid}`)
  try {
    nodeFileSystem.rename(runFolder(home, id), aside)
    nodeFileSystem.remove(aside)
  } catch (error) {
    throw new CommandError(
      'failure',
      `run: ${id} can not be removed (${errorLine(error)}). Check who may write in ${home}.`,
    )
  }
}
