import type { CallCost } from './call-cost.ts'
import { median, range } from './statistics.ts'

export interface Entrant {
  id: string
  title: string
  /** Measures once, in a process of its own. */
  measure(): Promise<CallCost>
}

/** What all rounds say about one entrant, per scalar. */
export interface Standing {
  id: string
  title: string
  nanoseconds: number
  range: [number, number]
  /** Times the cost of the first entrant: the median of each round's own ratio, so a slow minute does not tilt it. */
  ratio: number
  drainMs: number
  bytes: number
}

/**
 * Measures all entrants in turn, then all again: what the machine does meanwhile meets them alike. The first entrant is
 * what the others are compared with.
 */
export async function runRounds(entrants: readonly Entrant[], rounds: number): Promise<Standing[]> {
  const results: CallCost[][] = entrants.map(() => [])
  for (let round = 0; round < rounds; round++) {
    for (const [index, entrant] of entrants.entries()) {
      showProgress(`round ${round + 1} of ${rounds}: ${entrant.title.trim()}`)
      results[index]!.push(await entrant.measure())
    }
  }
  showProgress('')
  const first = results[0]!.map(perScalar)
  return entrants.map(({ id, title }, index) => stand(id, title, results[index]!, first))
}

function stand(id: string, title: string, costs: readonly CallCost[], first: readonly number[]): Standing {
  const times = costs.map(perScalar)
  return {
    id,
    title,
    nanoseconds: median(times),
    range: range(times),
    ratio: median(times.map((time, round) => time / first[round]!)),
    drainMs: median(costs.map(cost => cost.drainMs)),
    bytes: median(costs.map(cost => cost.bytesPerScalar)),
  }
}

function perScalar(cost: CallCost): number {
  return cost.nanosecondsPerCall / cost.scalarsPerCall
}

/** `--rounds=N` of the command line. */
export function roundsFrom(args: readonly string[], usual: number): number {
  const given = args.find(arg => arg.startsWith('--rounds='))
  return given === undefined ? usual : Math.max(1, Number.parseInt(given.slice('--rounds='.length), 10) || usual)
}

/** The results of so many measurements, one after the other. */
export async function repeat<Result>(times: number, measure: () => Promise<Result>): Promise<Result[]> {
  const results: Result[] = []
  for (let index = 0; index < times; index++) results.push(await measure())
  return results
}

function showProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001B[K${text}`)
}
