import { dirname, join, resolve } from 'node:path'
import type { PlainObject } from '../../contracts/record.ts'
import { cleanRemote, mainRemote } from './git-remote.ts'

type ReadText = (path: string) => Promise<string>

/** What the files of a repository tell when the program git does not: commit, branch and remote. */
export async function readGitFiles(dotGit: string, readText: ReadText): Promise<PlainObject> {
  const folder = await gitFolder(dotGit, readText)
  const head = (await readText(join(folder, 'HEAD'))).trim()
  const shared = await commonFolder(folder, readText)
  const reference = /^ref: (.+)$/.exec(head)?.[1]
  const commit = reference === undefined ? head : await resolveReference([folder, shared], reference, readText)
  const remotes = readRemotes(await readText(join(shared, 'config')).catch(() => ''))
  const remote = mainRemote(remotes, undefined)
  return {
    ...(commit !== undefined && { commit }),
    ...(reference !== undefined && { branch: reference.replace(/^refs\/heads\//, '') }),
    detached: reference === undefined,
    ...(remote !== undefined && { remote: cleanRemote(remote) }),
  }
}

// a worktree and a submodule have a file that names the folder
async function gitFolder(dotGit: string, readText: ReadText): Promise<string> {
  const link = await readText(dotGit).catch(() => '')
  const target = /^gitdir: (.+)$/m.exec(link)?.[1]
  return target === undefined ? dotGit : resolve(dirname(dotGit), target.trim())
}

async function commonFolder(folder: string, readText: ReadText): Promise<string> {
  const common = await readText(join(folder, 'commondir')).catch(() => '.')
  return resolve(folder, common.trim())
}

async function resolveReference(
  folders: readonly string[],
  reference: string,
  readText: ReadText,
): Promise<string | undefined> {
  for (const folder of folders) {
    const loose = (await readText(join(folder, reference)).catch(() => '')).trim()
    if (loose !== '') return loose
    const packed = await readText(join(folder, 'packed-refs')).catch(() => '')
    const line = packed.split('\n').find(entry => entry.endsWith(` ${reference}`))
    if (line !== undefined) return line.split(' ', 1)[0]
  }
  return undefined
}

function readRemotes(config: string): Map<string, string> {
  const remotes = new Map<string, string>()
  let section: string | undefined
  for (const line of config.split('\n')) {
    if (/^\s*\[/.test(line)) section = /^\s*\[remote "(.+)"\]/.exec(line)?.[1]
    const url = /^\s*url\s*=\s*(.+?)\s*$/.exec(line)?.[1]
    if (section !== undefined && url !== undefined && !remotes.has(section)) remotes.set(section, url)
  }
  return remotes
}
