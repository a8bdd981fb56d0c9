import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlainObject } from '../../contracts/record.ts'
import { runCommand, type RunCommand } from '../run-command.ts'
import { gitSection, readStatus } from './git-section.ts'
import { cleanRemote, mainRemote } from './git-remote.ts'

let folder: string
beforeEach(() => {
  folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'seetrain-git-')))
})
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

const IDENTITY = {
  GIT_AUTHOR_NAME: 'a',
  GIT_AUTHOR_EMAIL: 'a@b',
  GIT_COMMITTER_NAME: 'a',
  GIT_COMMITTER_EMAIL: 'a@b',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
}

function git(...parameters: string[]): string {
  return execFileSync('git', parameters, {
    cwd: folder,
    env: { ...process.env, ...IDENTITY },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  }).trim()
}

function write(name: string, text: string): void {
  fs.writeFileSync(join(folder, name), text)
}

function repository(): string {
  git('init', '-q', '-b', 'main')
  write('train.js', 'let lr = 0.1\n')
  git('add', '.')
  git('commit', '-qm', 'first')
  return git('rev-parse', 'HEAD')
}

const missing: RunCommand = async () => {
  throw new Error('spawn git ENOENT')
}

function section(options: { run?: RunCommand; gitDiffMaxBytes?: number; at?: string } = {}): Promise<PlainObject> {
  return gitSection({
    folder: options.at ?? folder,
    environment: {},
    gitDiffMaxBytes: options.gitDiffMaxBytes ?? 1_048_576,
    run: options.run ?? runCommand,
    commandTimeoutMs: 10_000,
    readText: path => fs.promises.readFile(path, 'utf8'),
    signal: new AbortController().signal,
  })
}

describe('with git', () => {
  test('a clean repository, seen from a folder in it', async () => {
    const commit = repository()
    fs.mkdirSync(join(folder, 'a/b'), { recursive: true })
    expect(await section({ at: join(folder, 'a/b') })).toEqual({
      commit,
      branch: 'main',
      detached: false,
      dirty: false,
    })
  })

  test('changes: the diff against the commit, staged or not, and new files by name', async () => {
    const commit = repository()
    write('train.js', 'let lr = 0.2\n')
    write('staged file.js', 'new\n')
    git('add', 'staged file.js')
    write('über.txt', 'not tracked\n')
    const found = await section()
    expect(found).toMatchObject({ commit, dirty: true, untracked: ['über.txt'] })
    expect(found['diff']).toContain('-let lr = 0.1\n+let lr = 0.2\n')
    expect(found['diff']).toContain('+++ b/staged file.js')
    expect(found).not.toHaveProperty('diffCut')
  })

  test('a long diff is cut at the end of a line and says so; 0 records none', async () => {
    repository()
    write('train.js', 'ü'.repeat(50).concat('\n').repeat(1000))
    const found = await section({ gitDiffMaxBytes: 5000 })
    expect(found['diffCut']).toBe(true)
    expect(Buffer.byteLength(String(found['diff']))).toBeLessThanOrEqual(5000)
    expect(String(found['diff'])).toMatch(/\+ü{50}\n$/)
    expect(await section({ gitDiffMaxBytes: 0 })).toEqual({
      commit: expect.any(String),
      branch: 'main',
      detached: false,
      dirty: true,
    })
  })

  test('secrets in a diff are masked', async () => {
    repository()
    write('train.js', 'const apiKey = "abcdef0123"\n')
    expect(String((await section())['diff'])).toContain('+const apiKey = "***"')
  })

  test('many new files are counted and the first hundred named', async () => {
    repository()
    for (let i = 0; i < 120; i++) write(`out-${i}.txt`, '')
    const found = await section()
    expect(found['untracked']).toHaveLength(100)
    expect(found['untrackedCount']).toBe(120)
    expect(found).not.toHaveProperty('diff')
  })

  test('a detached head, and a repository without a commit', async () => {
    const commit = repository()
    git('checkout', '-q', '--detach')
    expect(await section()).toEqual({ commit, detached: true, dirty: false })
    git('checkout', '-q', '--orphan', 'fresh')
    expect(await section()).toMatchObject({
      branch: 'fresh',
      detached: false,
      dirty: true,
      diff: expect.stringContaining('+let lr = 0.1'),
    })
  })

  test('the remote of the upstream, without credentials', async () => {
    repository()
    git('remote', 'add', 'mine', 'https://me:ghp_secret@github.com/me/it.git')
    expect((await section())['remote']).toBe('https://github.com/me/it.git')
    git('remote', 'add', 'origin', 'git@github.com:them/it.git')
    expect((await section())['remote']).toBe('git@github.com:them/it.git')
    git('config', 'branch.main.remote', 'mine')
    git('config', 'branch.main.merge', 'refs/heads/main')
    git('update-ref', 'refs/remotes/mine/main', 'HEAD')
    expect((await section())['remote']).toBe('https://github.com/me/it.git')
  })

  test('leaves no lock and does not write the index', async () => {
    repository()
    const before = fs.statSync(join(folder, '.git/index')).mtimeMs
    fs.utimesSync(join(folder, 'train.js'), new Date(1e12), new Date(1e12))
    await section()
    expect(fs.statSync(join(folder, '.git/index')).mtimeMs).toBe(before)
  })

  test('a repository elsewhere in the environment is not taken', async () => {
    const commit = repository()
    const run: RunCommand = (program, parameters, options) =>
      runCommand(program, parameters, { ...options, environment: { GIT_DIR: '/nowhere', ...options.environment } })
    expect((await section({ run }))['commit']).toBe(commit)
  })

  test('what lies in no repository is said so', async () => {
    await expect(section()).rejects.toThrow(`${folder} is in no git repository`)
  })
})

describe('without git', () => {
  test('commit, branch and remote come from the files', async () => {
    const commit = repository()
    git('remote', 'add', 'origin', 'https://token@host/it.git')
    expect(await section({ run: missing })).toEqual({
      commit,
      branch: 'main',
      detached: false,
      remote: 'https://host/it.git',
    })
    git('pack-refs', '--all')
    expect(await section({ run: missing })).toMatchObject({ commit })
    git('checkout', '-q', '--detach')
    expect(await section({ run: missing })).toMatchObject({ commit, detached: true })
  })

  test('a worktree, and a repository without a commit', async () => {
    git('init', '-q', '-b', 'main')
    expect(await section({ run: missing })).toEqual({ branch: 'main', detached: false })
    const commit = repository()
    git('worktree', 'add', '-q', '-b', 'side/branch', 'tree')
    expect(await section({ run: missing, at: join(folder, 'tree') })).toMatchObject({ commit, branch: 'side/branch' })
  })
})

test.each([
  ['https://user:pw@host/a.git', 'https://host/a.git'],
  ['https://user:p@ss@host/a.git', 'https://host/a.git'],
  ['https://host/a.git?token=abc#x', 'https://host/a.git'],
  ['ssh://git@host:22/a.git', 'ssh://host:22/a.git'],
  ['git@host:a/b.git', 'git@host:a/b.git'],
  ['user:pw@host:a/b.git', 'user@host:a/b.git'],
  ['/srv/git/a@b.git', '/srv/git/a@b.git'],
  [String.raw`C:\git\a`, String.raw`C:\git\a`],
])('the remote %s is recorded as %s', (url, clean) => {
  expect(cleanRemote(url)).toBe(clean)
})

test('the first remote serves where there is no upstream and no origin', () => {
  expect(
    mainRemote(
      new Map([
        ['b', '1'],
        ['a', '2'],
      ]),
      undefined,
    ),
  ).toBe('1')
  expect(mainRemote(new Map(), 'origin/main')).toBeUndefined()
})

test('a renamed file does not pass its old name off as an entry', () => {
  const status = readStatus(
    '# branch.oid abc\0# branch.head main\0' + '2 R. N... 100644 100644 100644 1 2 R100 new.js\0? old.js\0? real.js\0',
  )
  expect(status).toEqual({ commit: 'abc', branch: 'main', upstream: undefined, tracked: true, untracked: ['real.js'] })
})
