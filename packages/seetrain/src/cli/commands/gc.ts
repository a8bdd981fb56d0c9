import { join } from 'node:path'
import {
  describeOwner,
  listRuns,
  listWriters,
  livingWriter,
  nodeFileSystem,
  ownerOf,
  runFolder,
  writerFolder,
} from '@seetrain/core'
import { ProgressLine } from '../../terminal/progress-line.ts'
import { CommandError } from '../command-error.ts'
import { namedBlobs } from '../gc/named-blobs.ts'
import { sweep, type Swept } from '../gc/sweep.ts'
import { bytesText, countText } from '../output/quantities.ts'
import { print, printJson, remark } from '../output/screen.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'

export interface GcOptions extends PlaceOptions {
  all?: boolean
  dryRun?: boolean
  force?: boolean
  json?: boolean
}

const DAY_MS = 86_400_000
const MOST_NAMED = 3

/** `seetrain gc`. What a run stores, and names a moment later, is young in between. */
export function gc({ all, dryRun: isDryRun = false, force, json, ...place }: GcOptions): void {
  const { home } = openHome(place)
  const start = Date.now()
  if (all && !isDryRun) {
    refuseHub(home)
    refuseLiving(home)
  }
  const progress = new ProgressLine()
  const { names, damaged } = namedBlobs(home, (done, of) => progress.show(`reading journals  ${done} of ${of}`))
  progress.clear()
  if (damaged.length > 0) tellDamaged(damaged, isDryRun || force === true)
  const swept = sweep(home, { names, before: all ? start : start - DAY_MS, isDryRun })
  if (json) printJson({ dryRun: isDryRun, ...swept, damaged })
  else tell(swept, isDryRun)
}

/** A hub takes in blobs before the records that name them; what it has told a sender that it has is young. */
function refuseHub(home: string): void {
  const owner = ownerOf(join(home, 'hub.lock'), nodeFileSystem)
  if (owner === undefined) return
  throw new CommandError(
    'failure',
    `gc: a hub has ${home} open (${describeOwner(owner)}) and may be taking in what no record names yet. End it first, or leave out --all.`,
  )
}

function refuseLiving(home: string): void {
  for (const id of listRuns(home, nodeFileSystem)) {
    const runDir = runFolder(home, id)
    for (const writer of listWriters(runDir, nodeFileSystem)) {
      const owner = livingWriter(writerFolder(runDir, writer), nodeFileSystem)
      if (owner === undefined) continue
      const who = describeOwner(owner)
      throw new CommandError(
        'failure',
        `gc: run ${id} is being written by ${who} and may be about to name what it stored. Wait for its end, or leave out --all.`,
      )
    }
  }
}

function tellDamaged(damaged: readonly string[], goesOn: boolean): void {
  const shown = damaged.slice(0, MOST_NAMED).join(', ')
  const what = `${shown}${damaged.length > MOST_NAMED ? ', …' : ''} may name more than can be read`
  if (goesOn) return remark(`seetrain: gc: ${what}.`)
  throw new CommandError(
    'failure',
    `gc: ${what}, so nothing was removed. Restore a copy, remove the run with seetrain rm, or add --force.`,
  )
}

function tell({ blobs, blobBytes, young, leftovers, leftoverBytes }: Swept, isDryRun: boolean): void {
  const verb = isDryRun ? 'Would remove' : 'Removed'
  const lines = [
    ...(blobs.length === 0
      ? []
      : [`${verb} ${countText(blobs.length, 'blob')} that nothing refers to, ${bytesText(blobBytes)}.`]),
    ...(leftovers.length === 0
      ? []
      : [
          `${verb} ${countText(leftovers.length, 'leftover')} of processes that are gone, ${bytesText(leftoverBytes)}.`,
        ]),
  ]
  print(...(lines.length === 0 ? ['Nothing to remove.'] : lines))
  if (young > 0) {
    remark(`Kept ${countText(young, 'blob')} that nothing refers to yet: younger than a day. --all removes such, too.`)
  }
}
