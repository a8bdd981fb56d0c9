import type { CallCost } from './contender-process.ts'
import { runProcess } from './run-process.ts'
import { median, range } from './statistics.ts'

/** A contender by the file and the name it is exported under. */
export interface Entrant {
  title: string
  file: string
  name: string
  calls: number
}

/** What all rounds say about one contender, per scalar. */
export interface Standing {
  entrant: Entrant
  nanoseconds: number
  range: [number, number]
  /** Times the cost of the first entrant: the median of each round's own ratio, so a slow minute does not tilt it. */
  ratio: number
  drainMs: number
  bytes: number
}

/**
 * Measures all entrants in turn, then all again: what the machine does meanwhile meets them alike. Each runs in a
 * process of its own. The first entrant is what the others are compared with.
 */
export async function runRounds(entrants: readonly Entrant[], rounds: number): Promise<Standing[]> {
  const results: CallCost[][] = entrants.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, { file, name, calls }] of entrants.entries()) {
      showProgress(`round ${round + 1} of ${rounds}: ${file} ${name}`)
      results[index]!.push(await runProcess<CallCost>('contender-process', [file, name, calls]))
    }
  }
  showProgress('')
  const perScalar = results.map(costs => costs.map(cost => cost.nanosecondsPerCall / cost.scalarsPerCall))
  return entrants.map((entrant, index) => ({
    entrant,
    nanoseconds: median(perScalar[index]!),
    range: range(perScalar[index]!),
    ratio: median(perScalar[index]!.map((nanoseconds, round) => nanoseconds / perScalar[0]![round]!)),
    drainMs: median(results[index]!.map(cost => cost.drainMs)),
    bytes: median(results[index]!.map(cost => cost.bytesPerScalar)),
  }))
}

/** `--rounds=N` of the command line. */
export function roundsFrom(args: readonly string[], usual: number): number {
  const given = args.find(arg => arg.startsWith('--rounds='))
  return given === undefined ? usual : Math.max(1, Number.parseInt(given.slice('--rounds='.length), 10) || usual)
}

/** The results of so many runs, one after the other. */
export async function repeat<Result>(times: number, measure: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let index = 0; index < times; index++) results.push(await measure())
  return results
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`)
}
