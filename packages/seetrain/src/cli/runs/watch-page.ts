import { plainToJson } from '@seetrain/core'
import { metricRows, shortNumber } from '../../terminal/metric-rows.ts'
import { countText, durationText, momentText } from '../output/quantities.ts'
import { paint } from '../output/screen.ts'
import { fitText, plainText } from '../output/text-width.ts'
import type { RunFollower } from './run-follower.ts'
import { paintState } from './run-state-text.ts'

export interface WatchView {
  /** Only metrics whose keys contain one of these. All when absent. */
  metrics?: readonly string[] | undefined
  now: number
}

export interface PageRoom {
  width: number
  /** Lines that the page may take. */
  height: number
}

const ALERT_STYLES = { info: 'cyan', warning: 'yellow', error: 'red' } as const
const TITLE_LINES = 3

/** The lines of `seetrain watch` on a terminal. Where room is short, metrics are left out from the end and counted. */
export function watchPage(follower: RunFollower, view: WatchView, { width, height }: PageRoom): string[] {
  const { run, state, alerts } = follower
  const title = fitText(plainText(run.name || run.id), Math.max(1, width - state.length - 2))
  const alertLines = alerts.map(({ level, title: head, text }) =>
    paint(ALERT_STYLES[level], fitText(`  ${plainText(text === undefined ? head : `${head}: ${text}`)}`, width)),
  )
  const below = alertLines.length === 0 ? [] : ['', ...alertLines]
  return [
    `${paint('bold', title)}  ${paintState(state)}`,
    paint('dim', fitText(`  ${factsText(follower, view.now)}`, width)),
    '',
    ...metricLines(follower, view, { width, height: height - TITLE_LINES - below.length }),
    ...below,
  ]
}

function metricLines(follower: RunFollower, view: WatchView, { width, height }: PageRoom): string[] {
  const courses = shownCourses(follower, view)
  if (courses.length === 0) {
    const text = follower.courses.size === 0 ? 'no points yet' : 'no metric has such a name'
    return [paint('dim', fitText(`  ${text}`, width))]
  }
  const room = courses.length <= height ? courses.length : Math.max(1, height - 1)
  const series = courses.slice(0, room).map(([key, course]) => ({ key, values: course.values() }))
  const left = courses.length - room
  const more = fitText(`  … and ${countText(left, 'metric')} more; --metric <text> chooses`, width)
  return [...metricRows(series, width - 2).map(row => `  ${row}`), ...(left === 0 ? [] : [paint('dim', more)])]
}

function factsText({ run, points, step, newest, state, lost }: RunFollower, now: number): string {
  const end = state === 'running' ? now : (run.endedAt ?? newest)
  return [
    plainText(run.project),
    run.id,
    durationText(end - run.createdAt),
    ...(step === undefined ? [] : [`step ${step}`]),
    countText(points, 'point'),
    ...(state === 'running' ? [`last ${durationText(now - newest)} ago`] : []),
    ...(lost === 0 ? [] : [`${countText(lost, 'record')} damaged`]),
  ].join(' · ')
}

/** The same in one line, for a pipe or a log. */
export function watchLine(follower: RunFollower, view: WatchView): string {
  const { state, step, points } = follower
  const values = shownCourses(follower, view).map(([key, { last }]) => `${plainText(key)} ${shortNumber(last)}`)
  const facts = [...(step === undefined ? [] : [`step ${step}`]), countText(points, 'point')]
  return [momentText(view.now), state, ...facts, ...values].join('  ')
}

/** The same for programs. */
export function watchObject(follower: RunFollower, view: WatchView): object {
  const { run, state, step, points } = follower
  return {
    time: view.now,
    id: run.id,
    name: run.name,
    state,
    ...(step !== undefined && { step }),
    points,
    metrics: Object.fromEntries(shownCourses(follower, view).map(([key, { last }]) => [key, plainToJson(last)])),
  }
}

function shownCourses({ courses }: RunFollower, { metrics }: WatchView) {
  return [...courses].filter(([key]) => metrics === undefined || metrics.some(part => key.includes(part)))
}
