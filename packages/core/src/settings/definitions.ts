import * as kinds from './setting-kinds.ts'
import type { SettingKind, SinkSpec } from './setting-kinds.ts'

/** One setting: the single source of its type, check, default, names and documentation. */
export interface Setting<T> {
  readonly kind: SettingKind<T>
  /** The default; `undefined` when the setting may be absent. */
  readonly fallback: NoInfer<T>
  /** One sentence for the documentation. */
  readonly meaning: string
  /** The option of `init` that sets it too. */
  readonly option?: string
  /** Never shown, neither in errors nor in descriptions. */
  readonly secret?: true
}

const setting = <T>(definition: Setting<T>): Setting<T> => definition
const optional = <T>(definition: Omit<Setting<T | undefined>, 'fallback'>): Setting<T | undefined> => ({
  ...definition,
  fallback: undefined,
})

const MiB = 2 ** 20

export const SETTINGS = {
  dir: setting({
    kind: kinds.path,
    fallback: '.',
    option: 'dir',
    meaning: 'The folder that holds `.seetrain`. Default: the working folder.',
  }),
  project: setting({
    kind: kinds.text(128),
    fallback: 'default',
    option: 'project',
    meaning: 'The project that a run belongs to.',
  }),
  mode: setting({
    kind: kinds.choice('local', 'online', 'offline', 'disabled'),
    fallback: 'local',
    option: 'mode',
    meaning:
      '`local` keeps runs on this machine and feeds the sinks; `online` delivers to the hub at `url` too; `offline` delivers nothing until `seetrain sync`; `disabled` records nothing.',
  }),
  sinks: setting<readonly SinkSpec[]>({
    kind: kinds.sinkSpecs,
    fallback: [],
    option: 'sinks',
    meaning: 'Trackers that receive the run.',
  }),
  url: optional<string>({ kind: kinds.address, meaning: 'The hub to deliver to.' }),
  token: optional<string>({
    kind: kinds.text(4096),
    secret: true,
    meaning: 'The token for that hub. Best kept in the environment or in your own file.',
  }),

  runId: optional<string>({
    kind: kinds.id,
    option: 'id',
    meaning: 'The id of the run. Default: a new one that sorts by time.',
  }),
  runName: optional<string>({
    kind: kinds.text(256),
    option: 'experimentName',
    meaning: 'The name of the run. Default: a readable one is made up.',
  }),
  runGroup: optional<string>({
    kind: kinds.text(128),
    option: 'group',
    meaning: 'Runs of one group belong together, such as the folds of a cross-validation.',
  }),
  jobType: optional<string>({
    kind: kinds.text(128),
    option: 'jobType',
    meaning: 'What the run does: `train`, `eval`, or any word.',
  }),
  tags: setting<readonly string[]>({
    kind: kinds.names,
    fallback: [],
    option: 'tags',
    meaning: 'Words to find the run by.',
  }),
  resume: setting({
    kind: kinds.choice('never', 'allow', 'must'),
    fallback: 'never',
    option: 'resume',
    meaning:
      'Whether an existing run of the same id is continued: `allow` continues it or starts it, `must` fails when there is none. With the id from `SEETRAIN_RUN_ID` the default is `allow`: the child of a run joins it.',
  }),
  writer: optional<string>({
    kind: kinds.id,
    meaning:
      'The name of this process within a run that several processes write. Default: its rank, or `main`, or its process id.',
  }),

  durability: setting({
    kind: kinds.choice('buffered', 'record', 'power'),
    fallback: 'buffered',
    meaning:
      'What a crash may cost. `buffered`: the last 5 ms when the process is killed; `record`: nothing when it is killed; `power`: as `buffered`, and written through to the disk in the background.',
  }),
  segmentBytes: setting({
    kind: kinds.size(4096),
    fallback: 64 * MiB,
    meaning: 'A journal goes on in a new file at this size.',
  }),
  maxMediaBytes: setting({
    kind: kinds.size(1),
    fallback: 100 * MiB,
    meaning: 'The largest image, sound, table … that is taken.',
  }),
  maxKeyLength: setting({
    kind: kinds.count(16, 4096),
    fallback: 512,
    meaning: 'The longest metric or media key that is taken, in characters.',
  }),

  logLevel: setting({
    kind: kinds.choice('silent', 'error', 'warn', 'info', 'debug'),
    fallback: 'warn',
    meaning: 'What SeeTrain says about itself on stderr.',
  }),

  captureEnvironment: setting({
    kind: kinds.flag,
    fallback: true,
    meaning: 'Records what the run ran in. `false` switches off the four below together.',
  }),
  captureGit: setting({ kind: kinds.flag, fallback: true, meaning: 'Records commit, branch and uncommitted changes.' }),
  captureHost: setting({ kind: kinds.flag, fallback: true, meaning: 'Records machine and runtime.' }),
  capturePackages: setting({
    kind: kinds.flag,
    fallback: true,
    meaning: 'Records the versions of the installed packages.',
  }),
  captureCommand: setting({ kind: kinds.flag, fallback: true, meaning: 'Records the command line, secrets masked.' }),
  gitDiffMaxBytes: setting({ kind: kinds.size(0), fallback: MiB, meaning: 'A longer diff is cut here.' }),
  captureConsole: setting({ kind: kinds.flag, fallback: true, meaning: 'Records what the process prints.' }),
  systemMonitor: setting({
    kind: kinds.flag,
    fallback: true,
    meaning: 'Samples processor, memory, disk, network and GPU.',
  }),
  systemIntervalMs: optional<number>({
    kind: kinds.duration(100),
    meaning: 'A fixed time between samples. Default: 1 s at first, growing to 30 s in a long run.',
  }),

  sinkTimeoutMs: setting({
    kind: kinds.duration(1),
    fallback: 30_000,
    meaning: 'Time that one delivery to a sink may take.',
  }),
  sinkBatchRecords: setting({
    kind: kinds.count(1, 100_000),
    fallback: 500,
    meaning: 'Records per delivery, at most.',
  }),
  finishTimeoutMs: setting({
    kind: kinds.duration(0),
    fallback: 30_000,
    meaning: 'Time that `finish` waits for the sinks. What is left is delivered later by `seetrain sync`.',
  }),
  maxRetries: setting({
    kind: kinds.count(0, 100),
    fallback: 3,
    meaning: 'Retries of a failed delivery before the sink gets a pause.',
  }),
  retryDelayMs: setting({
    kind: kinds.duration(0),
    fallback: 1000,
    meaning: 'Time before the first retry; it doubles, with jitter.',
  }),
  breakerFailures: setting({
    kind: kinds.count(1, 1000),
    fallback: 5,
    meaning: 'Failures in a row after which a sink is left alone for a while.',
  }),
  breakerResetMs: setting({ kind: kinds.duration(1), fallback: 60_000, meaning: 'How long it is left alone.' }),
} as const

export type SettingName = keyof typeof SETTINGS
export type Settings = { readonly [Name in SettingName]: (typeof SETTINGS)[Name] extends Setting<infer T> ? T : never }

/** What `init({ settings })` takes: numbers may also come as text with a unit. */
export type SettingsArgument = {
  readonly [Name in SettingName]?: Settings[Name] extends number ? number | string : Settings[Name]
}

export const SETTING_NAMES = Object.keys(SETTINGS) as SettingName[]

export function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(SETTINGS, name)
}

/** What the names of environment variables start with. */
export const PREFIX = 'SEETRAIN_'

/** `maxMediaBytes` → `SEETRAIN_MAX_MEDIA_BYTES`. */
export function variableOf(name: SettingName): string {
  return `${PREFIX}${name.replace(/[A-Z]/g, letter => `_${letter}`).toUpperCase()}`
}
