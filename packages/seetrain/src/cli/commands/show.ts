import { plainToJson, runFolder, type RunSummary } from '@seetrain/core'
import { ProgressLine } from '../../terminal/progress-line.ts'
import { CommandError } from '../command-error.ts'
import { countText } from '../output/quantities.ts'
import { print, printJson, screenWidth } from '../output/screen.ts'
import { findRun } from '../runs/find-run.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'
import { readDetails, type RunDetails } from '../runs/read-details.ts'
import { readSummary } from '../runs/read-summary.ts'
import { runPage } from '../runs/run-page.ts'

export interface ShowOptions extends PlaceOptions {
  json?: boolean
}

/** `seetrain show` */
export function show(given: string, { json, ...place }: ShowOptions): void {
  const { home } = openHome(place)
  const id = findRun(given, home)
  const runDir = runFolder(home, id)
  const summary = readSummary(home, id)
  if (summary === undefined) throw new CommandError('failure', `run: ${id} can not be read. seetrain doctor says more.`)
  const progress = new ProgressLine()
  const details = readDetails(runDir, count => progress.show(`${id}  ${countText(count, 'record')} read`))
  progress.clear()
  if (json) printJson(asJson(summary, runDir, details))
  else print(...runPage({ summary, runDir, details, width: screenWidth(), now: Date.now() }))
}

function asJson(summary: RunSummary, dir: string, details: RunDetails): object {
  return {
    ...summary,
    dir,
    records: details.counts,
    metrics: Array.from(details.courses, ([key, course]) => ({
      key,
      points: course.count,
      last: plainToJson(course.last),
    })),
    media: [...details.media.values()],
    artifacts: [...details.artifacts.values()],
    usedArtifacts: [...details.used],
    writers: [...details.writers.values()],
    environment: plainToJson(details.environment),
    alerts: plainToJson(details.alerts),
    lost: { neverWritten: Object.fromEntries(details.dropped), damaged: details.damaged },
  }
}
