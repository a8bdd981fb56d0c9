import { listRuns, nodeFileSystem } from '@seetrain/core'
import type { Command } from 'commander'
import { CommandError } from '../command-error.ts'
import { bashCompletion } from '../completion/bash.ts'
import { commandWords } from '../completion/command-words.ts'
import { fishCompletion } from '../completion/fish.ts'
import { zshCompletion } from '../completion/zsh.ts'
import { print } from '../output/screen.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'
import { readSummary } from '../runs/read-summary.ts'

export interface CompletionOptions extends PlaceOptions {
  /** Asked by the scripts: what `<run>` may be. */
  runs?: boolean
}

const SCRIPTS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion }
export type Shell = keyof typeof SCRIPTS

/** More would take longer than a person waits for a key. */
const MOST_RUNS = 100

/** `seetrain completion` */
export function completion(shell: Shell | undefined, options: CompletionOptions, program: Command): void {
  if (options.runs) return printRuns(options)
  if (shell !== undefined) return void process.stdout.write(SCRIPTS[shell](commandWords(program)))
  throw new CommandError('usage', `completion: name your shell: ${Object.keys(SCRIPTS).join(', ')}.`)
}

/** Names and ids, each with the other behind a tab. A name that a shell would have to quote is left to its id. */
function printRuns(place: PlaceOptions): void {
  const { home } = openHome(place)
  const ids = listRuns(home, nodeFileSystem).reverse().slice(0, MOST_RUNS)
  const runs = ids.flatMap(id => readSummary(home, id) ?? [])
  const plain = runs.filter(({ name }) => /^\w[\w.-]*$/.test(name))
  print(
    ...plain.map(({ id, name }) => `${name}\t${id}`),
    ...runs.map(({ id, name }) => `${id}\t${name.replace(/\p{Cc}/gu, '?')}`),
  )
}
