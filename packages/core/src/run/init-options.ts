import type { DependencyContainer } from 'tsyringe'
import type { SettingsArgument, SinkSpec } from '../settings/index.ts'

/** What `init` takes. Anything else is an error, not ignored. */
export interface InitOptions {
  project?: string
  /** Name of the run. Default: a readable one is made up. */
  experimentName?: string
  description?: string
  config?: object
  tags?: readonly string[]
  group?: string
  jobType?: string
  notes?: string
  /** The folder that holds `.seetrain`. */
  dir?: string
  id?: string
  /** What happens when a run of this id exists. */
  resume?: 'never' | 'allow' | 'must'
  mode?: 'local' | 'online' | 'offline' | 'disabled'
  sinks?: readonly SinkSpec[]
  /** Any setting of docs/settings.md. */
  settings?: SettingsArgument
  /** Starts from another run: its config, and its points and media up to this step. */
  forkFrom?: { run: string; step: number }
  /** Replaces parts of the session by the tokens of `@seetrain/core`: a clock, a file system, a blob store. */
  configure?: (container: DependencyContainer) => void
}

export const INIT_OPTIONS = [
  'project',
  'experimentName',
  'description',
  'config',
  'tags',
  'group',
  'jobType',
  'notes',
  'dir',
  'id',
  'resume',
  'mode',
  'sinks',
  'settings',
  'forkFrom',
  'configure',
] as const satisfies readonly (keyof InitOptions)[]
