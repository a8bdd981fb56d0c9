import * as fs from 'node:fs'
import { dirname, join } from 'node:path'
import type { PlainObject } from '../../contracts/record.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { readGitFiles } from './git-files.ts'
import { cleanRemote, mainRemote } from './git-remote.ts'
import type { Section, SectionContext } from './section.ts'

const MOST_UNTRACKED = 100
const STATUS = ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=normal', '--ignore-submodules=dirty']
const DIFF = ['--no-color', '--no-ext-diff', '--no-textconv', '--ignore-submodules=dirty']

/** Commit, branch, whether and what has changed, and where the repository comes from. */
export const gitSection: Section = async context => {
  const root = findRepository(context.folder)
  if (root === undefined) throw new Error(`${context.folder} is in no git repository`)
  let status: string
  try {
    status = await git(context, root, ...STATUS)
  } catch {
    // no git here, a repository of somebody else's, or one too large to look through in time
    return readGitFiles(join(root, '.git'), context.readText)
  }
  return describeRepository(context, root, readStatus(status))
}

async function describeRepository(context: SectionContext, root: string, status: Status): Promise<PlainObject> {
  const { commit, branch, upstream, tracked, untracked } = status
  const [remote, diff] = await Promise.all([
    readRemote(context, root, upstream),
    tracked ? readDiff(context, root, commit) : {},
  ])
  return {
    ...(commit !== undefined && { commit }),
    ...(branch !== undefined && { branch }),
    detached: branch === undefined,
    dirty: tracked || untracked.length > 0,
    ...(remote !== undefined && { remote }),
    ...diff,
    ...(untracked.length > 0 && { untracked: untracked.slice(0, MOST_UNTRACKED) }),
    ...(untracked.length > MOST_UNTRACKED && { untrackedCount: untracked.length }),
  }
}

function findRepository(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (fs.existsSync(join(at, '.git'))) return at
    if (dirname(at) === at) return undefined
  }
}

interface Status {
  commit: string | undefined
  /** Absent when HEAD is detached. */
  branch: string | undefined
  upstream: string | undefined
  tracked: boolean
  untracked: string[]
}

export function readStatus(text: string): Status {
  const status: Status = { commit: undefined, branch: undefined, upstream: undefined, tracked: false, untracked: [] }
  // every entry ends with a zero byte; behind the last is nothing, or an entry that was cut
  const entries = text.split('\0').slice(0, -1)
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i] ?? ''
    const [, name, value = ''] = /^# branch\.(\w+) (.*)$/.exec(entry) ?? []
    if (name === 'oid' && value !== '(initial)') status.commit = value
    else if (name === 'head' && value !== '(detached)') status.branch = value
    else if (name === 'upstream') status.upstream = value
    else if (entry.startsWith('? ')) status.untracked.push(entry.slice(2))
    else if (/^[12u] /.test(entry)) status.tracked = true
    // the old name of a renamed file is an entry of its own
    if (entry.startsWith('2 ')) i++
  }
  return status
}

async function readDiff(context: SectionContext, root: string, commit: string | undefined): Promise<PlainObject> {
  if (context.gitDiffMaxBytes <= 0) return {}
  const against = commit === undefined ? ['--cached'] : ['HEAD']
  const options = { ...optionsOf(context, root), maxBytes: context.gitDiffMaxBytes }
  try {
    const { text, cut } = await context.run('git', [...SAFE, 'diff', ...DIFF, ...against], options)
    // the last line may have lost its end
    const whole = cut ? text.slice(0, text.lastIndexOf('\n') + 1) : text
    return { diff: maskSecrets(whole), ...(cut && { diffCut: true }) }
  } catch (error) {
    return { diffMissing: String(error).split('\n', 1)[0] ?? '' }
  }
}

async function readRemote(
  context: SectionContext,
  root: string,
  upstream: string | undefined,
): Promise<string | undefined> {
  // without any remote git ends with a failure
  const text = await git(context, root, 'config', '-z', '--get-regexp', String.raw`^remote\..*\.url$`).catch(() => '')
  const remotes = new Map<string, string>()
  for (const entry of text.split('\0')) {
    const [, name, url] = /^remote\.(.+)\.url\n(.*)$/.exec(entry) ?? []
    if (name !== undefined && url !== undefined && !remotes.has(name)) remotes.set(name, url)
  }
  const url = mainRemote(remotes, upstream)
  return url && cleanRemote(url)
}

// neither a lock nor a background process is left behind, and no program that the repository names is run
const SAFE = ['-c', 'core.fsmonitor=false', '-c', 'core.quotepath=off']
const ENVIRONMENT = {
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  LC_ALL: 'C',
  GIT_DIR: undefined,
  GIT_WORK_TREE: undefined,
  GIT_INDEX_FILE: undefined,
}

function optionsOf(context: SectionContext, root: string) {
  return { folder: root, environment: ENVIRONMENT, timeoutMs: context.commandTimeoutMs, signal: context.signal }
}

async function git(context: SectionContext, root: string, ...parameters: string[]): Promise<string> {
  return (await context.run('git', [...SAFE, ...parameters], optionsOf(context, root))).text
}
