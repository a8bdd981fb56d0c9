import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Logger } from '../contracts/ports.ts'
import type { PlainObject } from '../contracts/record.ts'
import { systemClock } from '../ports/system-clock.ts'
import { captureEnvironment, type CaptureOptions } from './capture.ts'
import { ManualClock } from '../resilience/manual-clock.ts'
import { runCommand, type RunCommand } from './run-command.ts'

const absent: RunCommand = async program => {
  throw new Error(`spawn ${program} ENOENT`)
}

async function captured(options: Partial<CaptureOptions> = {}): Promise<{ environment: PlainObject; told: string[] }> {
  const told: string[] = []
  const refuse = (message: string): never => {
    throw new Error(`only debug lines are expected, got ${message}`)
  }
  const logger: Logger = { debug: line => void told.push(line), info: refuse, warn: refuse, error: refuse }
  return { environment: await captureEnvironment({ clock: systemClock, logger, ...options }), told }
}

test('all sections of this very project', async () => {
  const { environment } = await captured({ folder: import.meta.dirname })
  expect(environment).toMatchObject({
    runtime: { node: process.versions.node, v8: process.versions.v8, pid: process.pid, timeZone: expect.any(String) },
    host: {
      platform: process.platform,
      architecture: process.arch,
      processors: expect.any(Number),
      memoryBytes: expect.any(Number),
    },
    packages: {
      name: '@seetrain/core',
      versions: { tsyringe: expect.stringMatching(/^\d/), valibot: expect.stringMatching(/^\d/) },
    },
    command: { arguments: expect.any(Array), workingFolder: import.meta.dirname },
  })
  expect(JSON.stringify(environment['host'])).not.toContain('username')
})

test('sections can be switched off', async () => {
  const { environment, told } = await captured({ without: ['git', 'host', 'packages', 'command'] })
  expect(Object.keys(environment)).toEqual(['runtime'])
  expect(told).toEqual([])
})

test('what is not there is absent, with one debug line each', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-capture-'))
  try {
    const { environment, told } = await captured({ folder, run: absent })
    expect(Object.keys(environment)).toEqual(['host', 'runtime', 'command'])
    expect(environment['host']).not.toHaveProperty('gpus')
    expect(told).toEqual([
      expect.stringMatching(/no git section: .*is in no git repository/),
      expect.stringMatching(/no packages section: .*no package.json/),
    ])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a broken package.json costs that section only', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-capture-'))
  try {
    writeFileSync(join(folder, 'package.json'), '{ "name": ')
    const { environment, told } = await captured({ folder, without: ['git'] })
    expect(Object.keys(environment)).toEqual(['host', 'runtime', 'command'])
    expect(told).toEqual([expect.stringContaining('no packages section')])
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('a section that hangs is given up in its time and the others are there', async () => {
  const clock = new ManualClock()
  let asked: () => void = () => {}
  const reached = new Promise<void>(resolve => (asked = resolve))
  const hanging: RunCommand = () => {
    asked()
    return new Promise(() => {})
  }
  const capture = captured({ clock, run: hanging, without: ['git', 'packages'], timeoutMs: 3000 })
  await reached
  await clock.advance(10_000)
  const { environment, told } = await capture
  expect(environment).toHaveProperty('runtime')
  expect(environment).not.toHaveProperty('host')
  expect(told).toContainEqual(expect.stringMatching(/no host section: .*3000 ms/))
})

test('a git that takes too long leaves commit and branch, from the files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'seetrain-capture-'))
  try {
    mkdirSync(join(folder, '.git/refs/heads'), { recursive: true })
    writeFileSync(join(folder, '.git/HEAD'), 'ref: refs/heads/main\n')
    writeFileSync(join(folder, '.git/refs/heads/main'), `${'a'.repeat(40)}\n`)
    const clock = new ManualClock()
    const slow: RunCommand = (_program, _parameters, { timeoutMs }) =>
      new Promise((_resolve, reject) => {
        clock.setTimer(() => reject(new Error('killed')), timeoutMs)
      })
    const capture = captured({ clock, folder, run: slow, timeoutMs: 2000, without: ['host', 'packages'] })
    await clock.advance(2000)
    const { environment } = await capture
    expect(environment['git']).toEqual({ commit: 'a'.repeat(40), branch: 'main', detached: false })
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test('the caller goes on before anything is looked at', () => {
  const asked: string[] = []
  void captured({
    run: absent,
    readText: async path => {
      asked.push(path)
      throw new Error('no')
    },
  })
  expect(asked).toEqual([])
})

test('GPUs by name', async () => {
  const run: RunCommand = async () => ({
    text: 'NVIDIA H100 80GB HBM3, 81559, 550.54.15\nTesla T4, [N/A], 550.54.15\n',
    cut: false,
  })
  const { environment } = await captured({ run, without: ['git', 'packages'] })
  expect(environment['host']).toMatchObject({
    gpus: [
      { name: 'NVIDIA H100 80GB HBM3', driver: '550.54.15', memoryBytes: 81559 * 1_048_576 },
      { name: 'Tesla T4', driver: '550.54.15' },
    ],
  })
})

test.each([
  ['kubernetes', { KUBERNETES_SERVICE_HOST: '10.0.0.1' }, {}],
  ['docker', {}, { '/.dockerenv': '' }],
  ['podman', {}, { '/run/.containerenv': 'engine="podman"' }],
  ['kubernetes', {}, { '/proc/1/cgroup': '1:name=systemd:/kubepods/besteffort/pod1' }],
  ['wsl', {}, { '/proc/sys/kernel/osrelease': '5.15.90.1-microsoft-standard-WSL2' }],
  [undefined, {}, { '/proc/1/cgroup': '0::/init.scope' }],
])('the container hint %s', async (container, environment, files: { [path: string]: string }) => {
  const readText = async (path: string): Promise<string> => {
    if (files[path] === undefined) throw new Error('ENOENT')
    return files[path]
  }
  const found = await captured({ environment, readText, run: absent, without: ['git', 'packages', 'command'] })
  expect((found.environment['host'] as PlainObject)['container']).toBe(container)
})

test('chosen variables only, and secrets masked', async () => {
  const environment = {
    CUDA_VISIBLE_DEVICES: '0,1',
    RANK: '3',
    SEETRAIN_TOKEN: 'abc',
    SEETRAIN_URL: 'https://me:pw@hub',
    HOME: '/home/me',
    MY_PASSWORD: 'x',
    NODE_OPTIONS: '--token abc',
  }
  const found = await captured({ environment, without: ['git', 'host', 'packages', 'runtime'] })
  expect((found.environment['command'] as PlainObject)['environment']).toEqual({
    CUDA_VISIBLE_DEVICES: '0,1',
    NODE_OPTIONS: '--token ***',
    RANK: '3',
    SEETRAIN_TOKEN: '***',
    SEETRAIN_URL: 'https://***@hub',
  })
})

test('a command that takes too long, fails or is missing rejects; long output is cut', async () => {
  const run = (code: string, options = {}) =>
    runCommand(process.execPath, ['-e', code], { timeoutMs: 10_000, ...options })
  await expect(runCommand('seetrain-no-such-program', [], { timeoutMs: 1000 })).rejects.toThrow('ENOENT')
  await expect(run('process.exit(3)')).rejects.toThrow('Command failed')
  await expect(run('setInterval(() => {}, 1000)', { timeoutMs: 100 })).rejects.toMatchObject({ killed: true })
  expect(await run('process.stdout.write("x".repeat(100000))', { maxBytes: 1000 })).toEqual({
    text: 'x'.repeat(1000),
    cut: true,
  })
  // 101 bytes end in the middle of a character
  const umlauts = await run('process.stdout.write("ü".repeat(100000))', { maxBytes: 101 })
  expect(umlauts).toEqual({ text: 'ü'.repeat(50), cut: true })
  expect(
    await run('console.log(process.env.A, process.env.PATH)', { environment: { A: 'b', PATH: undefined } }),
  ).toEqual({ text: 'b undefined\n', cut: false })
})
