import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { root } from './root.mjs'

const REASON = / ?\[skipped: (.+?)\]/

/** What the recorder wrote, as it stands. */
export function readEvents(path) {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line))
}

/**
 * Counts a run. A file that broke before its first test, a file that never ended and a jest that failed without naming a
 * failure count as one failed test each: the numbers never look better than the exit code.
 */
export function countTests(events, exitCode) {
  const ends = events.filter(({ event }) => event === 'file-end')
  const tests = ends.flatMap(({ path, tests }) => tests.map(test => ({ ...test, file: relative(root, path) })))
  const broken = ends.filter(end => end.broken).map(({ path }) => `${relative(root, path)} did not start`)
  const unfinished = unfinishedFiles(events).map(file => `${file} did not end`)
  const failures = [
    ...tests.filter(({ status }) => status === 'failed').map(({ file, name }) => `${file}: ${name}`),
    ...broken,
    ...unfinished,
  ]
  if (exitCode !== 0 && failures.length === 0) failures.push(`jest ended with exit code ${exitCode}`)
  return {
    passed: tests.filter(({ status }) => status === 'passed').length,
    failures,
    skips: tests.filter(({ status }) => status !== 'passed' && status !== 'failed').map(toSkip),
  }
}

export function unfinishedFiles(events) {
  const ended = new Set(events.filter(({ event }) => event === 'file-end').map(({ path }) => path))
  const started = events.filter(({ event, path }) => event === 'file-start' && !ended.has(path))
  return started.map(({ path }) => relative(root, path))
}

function toSkip({ file, name }) {
  return { file, name: name.replaceAll(new RegExp(REASON, 'g'), ''), reason: REASON.exec(name)?.[1] }
}
