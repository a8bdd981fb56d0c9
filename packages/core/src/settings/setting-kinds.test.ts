import { nodeFileSystem } from '../ports/node-file-system.ts'
import { SETTING_NAMES, SETTINGS, variableOf, type SettingName } from './definitions.ts'
import { resolveSettings } from './resolve-settings.ts'

const NOWHERE = '/nonexistent'

const settle = (argument: object) =>
  resolveSettings({
    argument,
    environment: {},
    workingFolder: NOWHERE,
    homeFolder: NOWHERE,
    fileSystem: nodeFileSystem,
  }).settings

const GOOD: [SettingName, unknown, unknown][] = [
  ['captureGit', true, true],
  ['captureGit', 'No', false],
  ['captureGit', ' on ', true],
  ['captureGit', '0', false],
  ['captureGit', '1', true],
  ['maxMediaBytes', 1, 1],
  ['maxMediaBytes', '123', 123],
  ['maxMediaBytes', '64MiB', 67108864],
  ['maxMediaBytes', '1.5 gb', 1.5e9],
  ['maxMediaBytes', '2KiB', 2048],
  ['finishTimeoutMs', 0, 0],
  ['finishTimeoutMs', '30s', 30000],
  ['finishTimeoutMs', '1.5 m', 90000],
  ['finishTimeoutMs', '250ms', 250],
  ['finishTimeoutMs', '1h', 3600000],
  ['finishTimeoutMs', '2min', 120000],
  ['maxKeyLength', '64', 64],
  ['project', '  spaced out ', 'spaced out'],
  ['project', '数字', '数字'],
  ['tags', 'a,b , ,a', ['a', 'b']],
  ['tags', ['x', 'x', 'y'], ['x', 'y']],
  ['tags', [], []],
  ['sinks', 'csv, jsonl', ['csv', 'jsonl']],
  ['sinks', ['csv', { id: 'jsonl', dir: 'out' }], ['csv', { id: 'jsonl', dir: 'out' }]],
  ['url', 'http://127.0.0.1:5000/', 'http://127.0.0.1:5000'],
  ['url', 'https://hub.example.org/a//', 'https://hub.example.org/a'],
  ['runId', 'a_B-1.2', 'a_B-1.2'],
]

const BAD: [SettingName, unknown][] = [
  ['captureGit', 1],
  ['captureGit', 'y'],
  ['captureGit', 'toString'],
  ['maxMediaBytes', 0],
  ['maxMediaBytes', -1],
  ['maxMediaBytes', 1.5],
  ['maxMediaBytes', Number.NaN],
  ['maxMediaBytes', '64 apples'],
  ['maxMediaBytes', '1e9'],
  ['maxMediaBytes', '30s'],
  ['maxMediaBytes', 'Infinity'],
  ['maxMediaBytes', 1n],
  ['finishTimeoutMs', '1d'],
  ['finishTimeoutMs', '64MiB'],
  ['finishTimeoutMs', 2 ** 31],
  ['maxKeyLength', '64b'],
  ['maxKeyLength', 5000],
  ['project', ''],
  ['project', 'two\nlines'],
  ['project', 'x'.repeat(129)],
  ['project', 7],
  ['tags', ['a', 1]],
  ['tags', ['a', '']],
  ['tags', { a: 1 }],
  ['sinks', [{ dir: 'out' }]],
  ['sinks', { id: 'csv' }],
  ['sinks', [null]],
  ['url', 'hub.example.org'],
  ['url', 'file:///etc'],
  ['url', 'https://me@hub.example.org'],
  ['runId', '.hidden'],
  ['runId', 'a/b'],
  ['runId', ''],
  ['dir', 'nul\0byte'],
  ['dir', ''],
  ['resume', 'maybe'],
  ['resume', true],
]

test.each(GOOD)('%s takes %j', (name, written, value) => {
  expect(settle({ [name]: written })[name]).toEqual(value)
})

test.each(BAD)('%s refuses %p', (name, written) => {
  expect(() => settle({ [name]: written })).toThrow(SETTINGS[name].kind.accepts)
})

test('a sink object is handed on as it is, so that it may be a sink itself', () => {
  class Custom {
    readonly id = 'custom'
  }
  const sink = new Custom()
  expect(settle({ sinks: [sink] }).sinks[0]).toBe(sink)
})

test.each(SETTING_NAMES.filter(name => SETTINGS[name].fallback !== undefined && name !== 'dir'))(
  'the default of %s passes its own check',
  name => {
    const { fallback } = SETTINGS[name]
    expect(settle({ [name]: fallback })[name]).toEqual(fallback)
  },
)

test('the settings can not be changed', () => {
  expect(() => Object.assign(settle({}), { project: 'x' })).toThrow(TypeError)
})

test('names of variables follow from the names of settings', () => {
  expect(['dir', 'runId', 'maxMediaBytes', 'sinkTimeoutMs'].map(name => variableOf(name as SettingName))).toEqual([
    'SEETRAIN_DIR',
    'SEETRAIN_RUN_ID',
    'SEETRAIN_MAX_MEDIA_BYTES',
    'SEETRAIN_SINK_TIMEOUT_MS',
  ])
})
