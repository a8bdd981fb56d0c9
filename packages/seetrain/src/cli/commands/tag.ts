import {
  editRun,
  JournalLockedError,
  nodeFileSystem,
  randomIdSource,
  systemClock,
  type RunSummary,
  type RunWords,
} from '@seetrain/core'
import { CommandError } from '../command-error.ts'
import { pairLines } from '../output/pair-lines.ts'
import { print, printJson, screenWidth } from '../output/screen.ts'
import { findRun } from '../runs/find-run.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'
import { readSummary } from '../runs/read-summary.ts'

export interface TagOptions extends PlaceOptions {
  add?: string[]
  remove?: string[]
  name?: string
  notes?: string
  description?: string
  group?: string
  jobType?: string
  json?: boolean
}

/** `seetrain tag`. Without a change it shows what there is. */
export function tag(given: string, words: readonly string[], options: TagOptions): void {
  const added = [...words.map(tagOf), ...(options.add ?? [])]
  const { home } = openHome(options)
  const id = findRun(given, home)
  const before = readSummary(home, id)
  if (before === undefined) throw new CommandError('failure', `run: ${id} can not be read. seetrain doctor says more.`)
  const changes = changesTo(before, added, options)
  const run = Object.keys(changes).length === 0 ? before : edit(id, changes, home)
  if (options.json) printJson(wordsOf(run))
  else print(...pairLines(pairsOf(run), screenWidth()))
}

function tagOf(word: string): string {
  if (/^\+./.test(word)) return word.slice(1)
  throw new CommandError('usage', `tag: "${word}" is no change. Write +${word} to add it, -${word} to take it away.`)
}

/** What is to be written: nothing that is so already. */
function changesTo(run: RunSummary, added: readonly string[], options: TagOptions): RunWords {
  const { name, notes, description, group, jobType, remove = [] } = options
  if (name === '') throw new CommandError('usage', 'name: it is empty. Give the run a name to find it by.')
  const contrary = added.find(word => remove.includes(word))
  if (contrary !== undefined) {
    throw new CommandError('usage', `tag: "${contrary}" is to be added and taken away. Write one of the two.`)
  }
  const tags = [...new Set([...run.tags, ...added])].filter(word => !remove.includes(word))
  const given = { name, notes, description, group, jobType }
  const changed = Object.entries(given).filter(
    ([word, text]) => text !== undefined && text !== (run[word as keyof typeof given] ?? ''),
  )
  const sameTags = tags.length === run.tags.length && tags.every((word, index) => word === run.tags[index])
  return { ...Object.fromEntries(changed), ...(!sameTags && { tags }) }
}

function edit(id: string, changes: RunWords, home: string): RunSummary {
  try {
    return editRun(id, changes, { home, fileSystem: nodeFileSystem, clock: systemClock, ids: randomIdSource })
  } catch (error) {
    if (!(error instanceof JournalLockedError)) throw error
    throw new CommandError('failure', `run: ${id} goes on and can not be edited from here. ${error.message}`)
  }
}

function wordsOf({ id, name, tags, notes, description, group, jobType }: RunSummary): object {
  return { id, name, tags, notes, description, group, jobType }
}

function pairsOf({ id, name, tags, notes, description, group, jobType }: RunSummary): [string, string | undefined][] {
  return [
    ['id', id],
    ['name', name],
    ['tags', tags.join(', ') || 'none'],
    ['notes', notes || undefined],
    ['description', description || undefined],
    ['group', group || undefined],
    ['job type', jobType || undefined],
  ]
}
