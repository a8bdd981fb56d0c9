import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { captureDiag } from '../diag.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { InvalidSettingError } from '../errors/invalid-setting-error.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { resolveSettings, type SettingsInput } from './resolve-settings.ts'

let root: string
let home: string
let work: string
let told: string[]
let restoreDiag: () => void

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'settings-'))
  home = folder('home')
  work = folder('repository/experiments/first')
  folder('repository/.git')
  told = []
  restoreDiag = captureDiag(line => told.push(line))
})

afterEach(() => {
  restoreDiag()
  rmSync(root, { recursive: true })
})

function folder(path: string): string {
  mkdirSync(join(root, path), { recursive: true })
  return join(root, path)
}

function file(path: string, content: unknown): string {
  folder(join(path, '..'))
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content))
  return join(root, path)
}

const settle = (input: Partial<SettingsInput> = {}) =>
  resolveSettings({ environment: {}, workingFolder: work, homeFolder: home, fileSystem: nodeFileSystem, ...input })

const failure = (input: Partial<SettingsInput> = {}): Error => {
  try {
    settle(input)
  } catch (error) {
    return error as Error
  }
  throw new Error('the settings were accepted')
}

describe('priority', () => {
  test('options, settings argument, environment, project file, user file, default: the first that speaks wins', () => {
    const user = file('home/.config/seetrain/config.json', {
      project: 'user',
      mode: 'offline',
      logLevel: 'error',
      durability: 'power',
      maxKeyLength: 99,
      tags: ['u'],
    })
    const project = file('repository/seetrain.config.json', {
      project: 'project',
      mode: 'offline',
      logLevel: 'error',
      durability: 'record',
      maxKeyLength: 88,
    })
    const { settings, sources } = settle({
      options: { project: 'option', notes: 'not a setting' },
      argument: { project: 'argument', mode: 'disabled' },
      environment: { SEETRAIN_PROJECT: 'variable', SEETRAIN_MODE: 'offline', SEETRAIN_LOG_LEVEL: 'debug' },
    })
    expect(settings).toMatchObject({
      project: 'option',
      mode: 'disabled',
      logLevel: 'debug',
      durability: 'record',
      maxKeyLength: 88,
      tags: ['u'],
      resume: 'never',
    })
    expect(sources).toMatchObject({
      project: 'init({ project })',
      mode: 'init({ settings: { mode } })',
      logLevel: 'SEETRAIN_LOG_LEVEL',
      durability: project,
      tags: user,
      resume: 'default',
    })
  })

  test('trap 21: the project argument lands, the settings object is honoured, an unknown setting is refused', () => {
    expect(settle({ options: { project: 'mnist' }, argument: { captureGit: false } }).settings).toMatchObject({
      project: 'mnist',
      captureGit: false,
    })
    expect(failure({ argument: { captureGti: false } })).toBeInstanceOf(InvalidArgumentError)
  })

  test('options of init have names of their own for a run', () => {
    const options = { id: 'r1', experimentName: 'dense', group: 'fold', tags: 'a, b', resume: 'allow', jobType: 'eval' }
    expect(settle({ options }).settings).toMatchObject({
      runId: 'r1',
      runName: 'dense',
      runGroup: 'fold',
      tags: ['a', 'b'],
      resume: 'allow',
      jobType: 'eval',
    })
  })

  test('undefined members and empty variables count as absent', () => {
    const { sources } = settle({
      options: { project: undefined },
      argument: { mode: undefined },
      environment: { SEETRAIN_DIR: '', SEETRAIN_RUN_ID: '  ' },
    })
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']))
  })
})

describe('files', () => {
  test('the project file is found upward, up to the folder that holds .git and no further', () => {
    file('seetrain.config.json', { project: 'stranger' })
    expect(settle().settings.project).toBe('default')
    file('repository/seetrain.config.yaml', 'project: above\ntags: [a, b]\nsystemMonitor: off\n')
    expect(settle().settings).toMatchObject({ project: 'above', tags: ['a', 'b'], systemMonitor: false })
    file('repository/experiments/seetrain.config.yml', 'project: nearer')
    expect(settle().settings.project).toBe('nearer')
  })

  test('without .git the search goes on to the root of the file system', () => {
    file('seetrain.config.json', { project: 'far' })
    expect(settle({ workingFolder: folder('loose/deep/deeper') }).settings.project).toBe('far')
  })

  test('the user file honours XDG_CONFIG_HOME, and ignores a relative one as that specification asks', () => {
    file('home/.config/seetrain/config.yaml', 'project: usual')
    file('elsewhere/seetrain/config.yml', 'project: xdg')
    expect(settle({ environment: { XDG_CONFIG_HOME: join(root, 'elsewhere') } }).settings.project).toBe('xdg')
    expect(settle({ environment: { XDG_CONFIG_HOME: 'elsewhere' } }).settings.project).toBe('usual')
  })

  test('two files in one folder are refused', () => {
    file('repository/seetrain.config.json', {})
    file('repository/seetrain.config.yml', '')
    expect(failure().message).toBe(
      `${root}/repository: holds seetrain.config.json and seetrain.config.yml. Keep one of them, so that it is clear which one counts.`,
    )
  })

  test('an empty file has no settings, a byte-order mark is dropped', () => {
    file('repository/seetrain.config.json', '')
    expect(settle().sources.project).toBe('default')
    file('repository/seetrain.config.json', '\uFEFF{"project":"marked"}')
    expect(settle().settings.project).toBe('marked')
  })

  test('paths are relative to where they are written, "~/" is the home folder', () => {
    file('repository/seetrain.config.json', { dir: 'data' })
    expect(settle().settings.dir).toBe(join(root, 'repository/data'))
    expect(settle({ environment: { SEETRAIN_DIR: 'data' } }).settings.dir).toBe(join(work, 'data'))
    expect(settle({ argument: { dir: '~/data' } }).settings.dir).toBe(join(home, 'data'))
    expect(settle({ argument: { dir: '/data/' } }).settings.dir).toBe('/data')
    rmSync(join(root, 'repository/seetrain.config.json'))
    expect(settle().settings.dir).toBe(work)
  })
})

describe('mistakes', () => {
  test('an unknown setting in a file names the file, the key, the nearest name and all names', () => {
    const path = file('repository/seetrain.config.json', { sink_timeout: 1 })
    const error = failure()
    expect(error).toBeInstanceOf(InvalidSettingError)
    expect(error).toMatchObject({ code: 'INVALID_SETTING', source: path })
    expect(error.message).toMatch(
      `${path}: unknown setting "sink_timeout". Did you mean "sinkTimeoutMs"? The settings are dir, project,`,
    )
  })

  test('names of the object prototype are unknown settings too', () => {
    file('repository/seetrain.config.json', '{"__proto__": {"mode": "disabled"}}')
    expect(failure().message).toMatch('unknown setting "__proto__"')
    expect(failure({ argument: { constructor: 1 } }).message).toMatch('settings: got an object with constructor')
  })

  test.each([
    [{ options: { mode: 'onlin' } }, 'mode: got the string "onlin". Give one of local, online, offline, disabled.'],
    [
      { argument: { maxKeyLength: 3 } },
      'settings.maxKeyLength: got the number 3. Give a whole number from 16 to 4096.',
    ],
    [{ argument: { project: null } }, 'settings.project: got null. Give one line of text, 1 to 128 characters.'],
    [
      { environment: { SEETRAIN_CAPTURE_GIT: 'perhaps' } },
      'SEETRAIN_CAPTURE_GIT: got the string "perhaps". Give true or false; as text also 1, 0, yes, no, on, off.',
    ],
    [
      { environment: { SEETRAIN_RUN_ID: '../x' } },
      'SEETRAIN_RUN_ID: got the string "../x". Give letters, digits, ".", "_" and "-", up to 128, starting with a letter or a digit.',
    ],
  ])('a bad value names its place, what came and what would do: %j', (input, message) => {
    expect(failure(input).message).toBe(message)
  })

  test('a bad value in a file is an error also when a stronger source overrides it', () => {
    const path = file('repository/seetrain.config.yaml', 'mode: sometimes')
    expect(failure({ argument: { mode: 'local' } }).message).toBe(
      `${path}: mode: got the string "sometimes". Give one of local, online, offline, disabled.`,
    )
  })

  test.each([
    ['json', '{"token": "sesame-1234", "mode" local}'],
    ['json', '{"token": sesame-1234}'],
    ['yaml', 'token: "sesame-1234\nmode: local'],
    ['yaml', 'token: sesame-1234\n  mode: local'],
  ])('a broken %s file is named without showing what stands in it', (ending, content) => {
    const path = file(`repository/seetrain.config.${ending}`, content)
    const error = failure()
    expect(error.message.startsWith(`${path}: is not valid ${ending.toUpperCase()} (`)).toBe(true)
    expect(`${error.message} ${String(error.cause)}`).not.toMatch(/sesame/)
  })

  test.each(['[1]', '"text"', '3'])('a file that holds %s instead of an object is refused', content => {
    file('repository/seetrain.config.json', content)
    expect(failure().message).toMatch('does not hold settings')
  })

  test('a file that can not be read is named', () => {
    const path = folder('repository/seetrain.config.json')
    expect(failure().message).toMatch(`${path}: can not be read (Error: EISDIR`)
  })

  test('unknown variables are told once, with what they may have meant', () => {
    const environment = { SEETRAIN_PROJEKT: 'x', SEETRAIN_CRASH_ROUNDS: 'y', OTHER: 'z' }
    settle({ environment })
    settle({ environment })
    expect(told).toEqual([
      'seetrain: environment: not a setting, so without effect: SEETRAIN_CRASH_ROUNDS, SEETRAIN_PROJEKT (did you mean SEETRAIN_PROJECT?). docs/settings.md lists the variables.',
    ])
  })
})

describe('secrets', () => {
  test('neither a token nor a password in an address appears in an error', () => {
    expect(failure({ argument: { token: 'se\nsame' } }).message).toMatch('settings.token: got the string "(hidden)"')
    expect(failure({ argument: { token: 1234 } }).message).not.toMatch('1234')
    expect(failure({ argument: { url: 'https://me:sesame@hub.example.org' } }).message).not.toMatch('sesame')
    expect(failure({ argument: { tokn: 'sesame' } }).message).not.toMatch('sesame')
  })

  test('a token of the user file goes to the hub of the user file only, not to one that a project file names', () => {
    const userFile = 'home/.config/seetrain/config.json'
    file(userFile, { token: 'mine', url: 'https://hub.example.org' })
    file('repository/seetrain.config.json', { url: 'https://hub.example.org/' })
    expect(settle().settings.token).toBe('mine')
    file('repository/seetrain.config.json', { url: 'https://elsewhere.example.org' })
    expect(settle().settings.token).toBeUndefined()
    expect(settle().sources.token).toBe('default')
    expect(told.join()).toMatch(/token: the one in .*config\.json is not sent to https:\/\/elsewhere\.example\.org/)
    expect(settle({ environment: { SEETRAIN_TOKEN: 'meant' } }).settings.token).toBe('meant')
    expect(settle({ environment: { SEETRAIN_URL: 'https://chosen.example.org' } }).settings.token).toBe('mine')
  })
})
