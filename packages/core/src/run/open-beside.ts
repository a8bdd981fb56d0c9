import type { Run } from '../contracts/run.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { randomIdSource } from '../ports/random-id-source.ts'
import { systemClock } from '../ports/system-clock.ts'
import { processState } from '../process-state.ts'
import type { InitOptions } from './init-options.ts'
import { openRun } from './open-run.ts'

/** What a run that is opened beside another may have of its own. */
export type BesideOptions = Pick<
  InitOptions,
  'experimentName' | 'config' | 'tags' | 'group' | 'jobType' | 'notes' | 'description' | 'id' | 'resume'
>

/** What concerns the whole process, or the one run alone. */
const NOT_SHARED = ['config', 'description', 'notes', 'id', 'resume', 'forkFrom', 'tags', 'jobType']
const QUIET = { captureConsole: false, captureEnvironment: false, systemMonitor: false }

const optionsOf = processState('run-options', () => new WeakMap<Run, InitOptions>())

/** Opens a run, and remembers what with for those that are opened beside it. */
export function openWithMemory(options: InitOptions): Run {
  const run = openRun(options)
  optionsOf.set(run, options)
  return run
}

/**
 * Opens a run in the project, folder and group of another one, with its settings and sinks: a trial of a sweep, a fold
 * of a validation. It does not become the active run. Console, environment and system are recorded by the other run,
 * and a sink that is an object delivers that run alone.
 */
export function openBeside(run: Run, options: BesideOptions): Run {
  const all = optionsOf.get(run)
  if (!all) throw new InvalidArgumentError('run', run, 'Pass a run that init returned.')
  const shared: InitOptions = Object.fromEntries(Object.entries(all).filter(([name]) => !NOT_SHARED.includes(name)))
  const sinks = shared.sinks?.filter(sink => !(typeof sink === 'object' && 'deliver' in sink))
  return openWithMemory({
    ...shared,
    ...(sinks && { sinks }),
    group: shared.group ?? run.name,
    project: run.project,
    // an id of its own, also where SEETRAIN_RUN_ID names the other run
    id: randomIdSource.runId(systemClock.now()),
    ...options,
    settings: { ...shared.settings, ...QUIET },
  })
}
