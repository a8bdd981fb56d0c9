import { init, type FinishOptions, type InitOptions, type Run } from '../../index.ts'
import { durationText } from '../output/quantities.ts'
import { remark } from '../output/screen.ts'
import type { PlaceOptions } from '../runs/open-home.ts'
import { openHome } from '../runs/open-home.ts'
import { childEnvironment } from '../running/child-environment.ts'
import { runProgram, type ProgramEnd } from '../running/child-program.ts'
import { checkProgram } from '../running/find-program.ts'
import { HooksDoor } from '../running/hooks-door.ts'
import { namesLeftOut } from '../running/left-out.ts'

export interface RunOptions extends PlaceOptions {
  project?: string
  name?: string
  group?: string
  jobType?: string
  notes?: string
  tag?: string[]
  without?: string[]
  quiet?: boolean
}

/** `seetrain run` */
export async function run(command: readonly [string, ...string[]], options: RunOptions): Promise<void> {
  const { settings, home } = openHome(options)
  const without = namesLeftOut(options.without, process.env)
  checkProgram(command[0], process.env)
  const started = performance.now()
  const tracked = init({ dir: settings.dir, ...wordsOf(command, options) })
  if (!options.quiet) remark(`run ${tracked.name} (${tracked.id})`)
  const place = { runId: tracked.id, dir: settings.dir, project: tracked.project, without }
  const environment = childEnvironment(place, process.env, Boolean(process.stdout.isTTY))
  // programs that know a hub somewhere else go there
  const door = settings.url === undefined && settings.mode !== 'disabled' ? new HooksDoor(home).open() : undefined
  const end = await runProgram(command, environment)
  await door?.close()
  await tracked.finish(outcomeOf(end))
  if (!options.quiet) tell(tracked, performance.now() - started)
  process.exitCode = end.exitCode
}

function wordsOf(command: readonly string[], { project, name, group, jobType, notes, tag }: RunOptions): InitOptions {
  return {
    description: command.join(' '),
    ...(project !== undefined && { project }),
    ...(name !== undefined && { experimentName: name }),
    ...(group !== undefined && { group }),
    ...(jobType !== undefined && { jobType }),
    ...(notes !== undefined && { notes }),
    ...(tag !== undefined && { tags: tag }),
  }
}

function outcomeOf({ exitCode, signal, error }: ProgramEnd): FinishOptions {
  if (error !== undefined) return { state: 'failed', exitCode, error }
  if (signal !== undefined) return { state: 'killed', exitCode, signal }
  return { state: exitCode === 0 ? 'finished' : 'failed', exitCode }
}

function tell({ id, name, state }: Run, milliseconds: number): void {
  remark(`run ${name} ${state} after ${durationText(milliseconds)}. Look at it: seetrain show ${id}`)
}
