import type { SdkSources } from './sdk-sources.ts'

/** What became of each test or example, by its name. */
export type Outcomes = ReadonlyMap<string, string>

export interface Difference {
  name: string
  bare: string
  watched: string
}

/** The same work done without autolog and with it. */
export interface Comparison {
  what: 'tests' | 'examples'
  /** How many ran. */
  total: number
  /** How many went well without autolog. */
  well: number
  different: Difference[]
  /** Names of those whose outcome is a matter of chance, without autolog too. */
  unsteady: string[]
  /** Calls that autolog recorded, and how often its own work failed. */
  calls: number
  failures: number
}

const ABSENT = 'did not run'

export function differences(bare: Outcomes, watched: Outcomes): Difference[] {
  return [...new Set([...bare.keys(), ...watched.keys()])]
    .map(name => ({ name, bare: bare.get(name) ?? ABSENT, watched: watched.get(name) ?? ABSENT }))
    .filter(({ bare, watched }) => bare !== watched)
}

export function isSame({ different, failures }: Comparison): boolean {
  return different.length === 0 && failures === 0
}

/** What a person reads: every difference, and the row for the table in the docs. */
export function tell({ name, version }: SdkSources, comparisons: readonly Comparison[]): string {
  const lines = comparisons.flatMap(({ what, different, unsteady, failures }) => [
    ...different.map(({ name, bare, watched }) => `${name}\n${firstDifference(bare, watched)}`),
    ...unsteady.map(name => `${name}\n  comes out one way and the other, with autolog or without`),
    ...(failures === 0 ? [] : [`autolog's own work failed ${failures} times in the ${what}`]),
  ])
  const cells = comparisons.flatMap(({ well, total, different, calls }) => [
    `${well} of ${total}`,
    different.length === 0 ? 'the same' : `${different.length} differ`,
    String(calls),
  ])
  return [...lines, '', `| ${name} ${version} | ${cells.join(' | ')} |`].join('\n')
}

function firstDifference(bare: string, watched: string): string {
  const [left, right] = [bare.split('\n'), watched.split('\n')]
  const at = left.findIndex((line, index) => line !== right[index])
  const line = at < 0 ? left.length : at
  return `  off: ${left[line] ?? 'no more'}\n  on:  ${right[line] ?? 'no more'}`
}
