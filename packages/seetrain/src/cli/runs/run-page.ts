import type { RunSummary } from '@seetrain/core'
import { metricRows, shortNumber } from '../../terminal/metric-rows.ts'
import { pairLines, type Pair } from '../output/pair-lines.ts'
import { bytesText, countText, durationText, momentText } from '../output/quantities.ts'
import { paint } from '../output/screen.ts'
import { fitText, plainText } from '../output/text-width.ts'
import { configPairs } from './config-pairs.ts'
import { environmentPairs } from './environment-pairs.ts'
import type { RunDetails } from './read-details.ts'
import { paintState } from './run-state-text.ts'

export interface RunPageInput {
  summary: RunSummary
  runDir: string
  details: RunDetails
  width: number
  now: number
}

/** The lines of `seetrain show`. */
export function runPage(input: RunPageInput): string[] {
  const { summary, details, width } = input
  const sections: [title: string, lines: string[]][] = [
    ['Config', pairLines(configPairs(summary.config), width)],
    ['Metrics', metricLines(details, width)],
    ['Summary', pairLines(summaryPairs(summary, details), width)],
    ['Media', pairLines(mediaPairs(details), width)],
    ['Artifacts', pairLines(artifactPairs(details), width)],
    ['Recorded', pairLines(recordedPairs(details), width)],
    ['Alerts', pairLines(alertPairs(details), width)],
    ['Environment', pairLines(environmentPairs(details.environment), width)],
    ['Lost', pairLines(lostPairs(summary, details), width)],
  ]
  const filled = sections.filter(([, lines]) => lines.length > 0)
  return [
    titleLine(summary, width),
    ...pairLines(wordPairs(input), width),
    ...filled.flatMap(([title, lines]) => ['', paint('bold', title), ...lines]),
  ]
}

function titleLine({ name, state }: RunSummary, width: number): string {
  return `${paint('bold', fitText(plainText(name), width - state.length - 2))}  ${paintState(state)}`
}

function wordPairs({ summary, runDir, details, now }: RunPageInput): Pair[] {
  const { id, project, tags, frameworks, forkedFrom, error } = summary
  return [
    ['id', id],
    ['project', project],
    ['started', startedText(summary, now)],
    ['group', summary.group],
    ['job type', summary.jobType],
    ['tags', tags.join(', ') || undefined],
    ['frameworks', frameworks.join(', ') || undefined],
    ['description', summary.description],
    ['notes', summary.notes],
    ['forked from', forkedFrom && `${forkedFrom.runId} at step ${forkedFrom.step}`],
    ['error', error && `${error.name}: ${error.message}`],
    ['ended by', endedBy(details)],
    [
      'written by',
      details.writers.size > 1
        ? [...details.writers.values()].map(({ id, host }) => `${id} on ${host}`).join(', ')
        : undefined,
    ],
    ['folder', runDir],
  ]
}

function startedText({ createdAt, endedAt, state }: RunSummary, now: number): string {
  const started = Date.parse(createdAt)
  if (endedAt !== null) return `${momentText(createdAt)}, took ${durationText(Date.parse(endedAt) - started)}`
  return state === 'running'
    ? `${momentText(createdAt)}, running for ${durationText(now - started)}`
    : momentText(createdAt)
}

function endedBy({ end }: RunDetails): string | undefined {
  if (end?.signal !== undefined) return end.signal
  return end?.exitCode === undefined || end.exitCode === 0 ? undefined : `exit code ${end.exitCode}`
}

function metricLines({ courses }: RunDetails, width: number): string[] {
  const series = Array.from(courses, ([key, course]) => ({ key, values: course.values() }))
  return metricRows(series, width - 2).map(row => `  ${row}`)
}

/** Only what the rows of metrics do not show: a best value, a mean, a metric that a fork brought along. */
function summaryPairs({ summary }: RunSummary, { courses }: RunDetails): Pair[] {
  return Object.entries(summary).flatMap(([key, value]): Pair[] =>
    Object.is(Number(value), courses.get(key)?.last) ? [] : [[key, shortNumber(Number(value))]],
  )
}

function mediaPairs({ media }: RunDetails): Pair[] {
  return Array.from(media.values(), ({ key, type, items, lastStep }) => [
    key,
    `${type}, ${countText(items, 'item')}, last at step ${lastStep}`,
  ])
}

function artifactPairs({ artifacts, used }: RunDetails): Pair[] {
  const made = Array.from(artifacts.values(), ({ name, type, latest, aliases, size, versions }): Pair => {
    const words = [type, latest, aliases.join(', '), bytesText(size), versions > 1 ? `${versions} versions` : '']
    return [name, words.filter(word => word !== '').join('  ')]
  })
  return [...made, ...Array.from(used, (reference): Pair => [reference.replace(/^artifact:/, ''), 'used'])]
}

function recordedPairs({ counts, courses }: RunDetails): Pair[] {
  const { metric = 0, span = 0, system = 0, console: printed = 0 } = counts
  return [
    ['points', metric === 0 ? undefined : `${metric} of ${countText(courses.size, 'metric')}`],
    ['spans', span === 0 ? undefined : String(span)],
    ['system', system === 0 ? undefined : countText(system, 'sample')],
    ['console', printed === 0 ? undefined : 'seetrain logs shows it'],
  ]
}

function alertPairs({ alerts }: RunDetails): Pair[] {
  return alerts.map(({ level, title, text, time }) => [
    `${momentText(time)} ${level}`,
    text === undefined ? title : `${title}: ${text}`,
  ])
}

function lostPairs({ dropped }: RunSummary, { damaged, dropped: reasons, end }: RunDetails): Pair[] {
  const total = Math.max(dropped, end?.dropped ?? 0)
  const why = [...reasons.keys()].join('; ')
  return [
    ['never written', total === 0 ? undefined : `${countText(total, 'record')}${why === '' ? '' : ` (${why})`}`],
    ['damaged', damaged === 0 ? undefined : `${countText(damaged, 'record')} can not be read from the journal`],
    ['nothing', total + damaged === 0 ? 'every record is there' : undefined],
  ]
}
