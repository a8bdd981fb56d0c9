import { listRuns, nodeFileSystem, type RunSummary } from '@seetrain/core'
import { shortNumber } from '../../terminal/metric-rows.ts'
import { ProgressLine } from '../../terminal/progress-line.ts'
import { durationText, momentText } from '../output/quantities.ts'
import { paint, print, printJson, remark, screenWidth } from '../output/screen.ts'
import { tableLines, type Column } from '../output/table.ts'
import { plainText } from '../output/text-width.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'
import { readSummary } from '../runs/read-summary.ts'
import { paintState } from '../runs/run-state-text.ts'

export interface LsOptions extends PlaceOptions {
  project?: string
  state?: RunSummary['state']
  tag?: string[]
  limit?: number
  json?: boolean
}

const MOST_METRICS = 3
/** What takes longer shows how far it is. */
const PATIENCE_MS = 500

/** `seetrain ls` */
export function ls(options: LsOptions): void {
  const { home } = openHome(options)
  const runs = selectRuns(home, options)
  if (options.json) return printJson(runs.map(publicPart))
  if (runs.length === 0) return tellNone(home, options)
  print(...paintHead(tableLines(runs, columns(Date.now()), screenWidth())))
}

/** The newest first, so that a limit needs to read no more than it shows. */
function selectRuns(home: string, { project, state, tag = [], limit = Infinity }: LsOptions): RunSummary[] {
  const runs: RunSummary[] = []
  const ids = listRuns(home, nodeFileSystem).reverse()
  const progress = new ProgressLine()
  const start = performance.now()
  for (const [index, id] of ids.entries()) {
    if (runs.length >= limit) break
    // only long runs that were killed take long: their journals are read
    if (performance.now() - start > PATIENCE_MS) progress.show(`reading run ${index + 1} of ${ids.length}`)
    const run = readSummary(home, id)
    if (run === undefined) continue
    if (project !== undefined && run.project !== project) continue
    if (state !== undefined && run.state !== state) continue
    if (tag.every(wanted => run.tags.includes(wanted))) runs.push(run)
  }
  progress.clear()
  return runs
}

/** The members that other programs may rely on. */
function publicPart(run: RunSummary): object {
  const { id, name, project, state, createdAt, endedAt, config, summary, tags, frameworks } = run
  return { id, name, project, state, createdAt, endedAt, config, summary, tags, frameworks }
}

function columns(now: number): Column<RunSummary>[] {
  return [
    { title: 'ID', text: run => run.id, least: 8 },
    { title: 'NAME', text: run => run.name, least: 8 },
    { title: 'PROJECT', text: run => run.project, least: 7 },
    { title: 'STATE', text: run => run.state, paint: (cell, run) => paintState(run.state, cell) },
    { title: 'STARTED', text: run => momentText(run.createdAt) },
    { title: 'TOOK', text: run => tookText(run, now), align: 'right' },
    { title: 'METRICS', text: metricsText, least: 12 },
    { title: 'TAGS', text: run => run.tags.join(', '), least: 6 },
  ]
}

function tookText({ state, createdAt, endedAt }: RunSummary, now: number): string {
  if (endedAt !== null) return durationText(Date.parse(endedAt) - Date.parse(createdAt))
  // a killed run did not live to say when
  return state === 'running' ? durationText(now - Date.parse(createdAt)) : ''
}

function metricsText({ summary }: RunSummary): string {
  const entries = Object.entries(summary)
  const first = entries.slice(0, MOST_METRICS).map(([key, value]) => `${key} ${shortNumber(Number(value))}`)
  return [...first, ...(entries.length > MOST_METRICS ? [`+${entries.length - MOST_METRICS}`] : [])].join('  ')
}

function paintHead([head, ...body]: readonly string[]): string[] {
  return [paint('dim', head ?? ''), ...body]
}

function tellNone(home: string, { project, state, tag }: LsOptions): void {
  const isFiltered = project !== undefined || state !== undefined || tag !== undefined
  const remedy = isFiltered
    ? 'No run there fits these filters.'
    : 'Start one with init, or name another folder with --dir.'
  remark(`No runs to show in ${plainText(home)}. ${remedy}`)
}
