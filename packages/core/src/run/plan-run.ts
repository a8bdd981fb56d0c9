import { hostname } from 'node:os'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { createContainer, resolvePorts, type Ports } from '../container.ts'
import type { PlainObject, Writer } from '../contracts/record.ts'
import { RunExistsError } from '../errors/run-exists-error.ts'
import { RunMissingError } from '../errors/run-missing-error.ts'
import { livingWriter } from '../journal/journal-lock.ts'
import { MAIN_WRITER, writerFolder } from '../journal/run-reader.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { toPlainObject } from '../record/to-plain.ts'
import { resolveSettings, type ResolvedSettings, type Settings } from '../settings/index.ts'
import { checkForkedRun, checkForkPoint } from './fork.ts'
import { INIT_OPTIONS, type InitOptions } from './init-options.ts'
import { runFolder } from './load-run.ts'
import { knownWriters } from './recall.ts'
import { checkMembers, checkText } from './run-arguments.ts'
import { guestName, identifyWriter } from './writer-identity.ts'

/** Everything about a run to be opened, decided and checked before anything is written. */
export interface Plan {
  options: InitOptions
  settings: Settings
  config: PlainObject
  ports: Ports
  /** Ends what was made in the session's container, when the run is over. */
  disposeParts(): void
  /** The folder `.seetrain`. */
  home: string
  id: string
  dir: string
  writer: Writer
  /** Whether this process becomes a guest of the run when another one has its journal. */
  mayJoin: boolean
}

/** Throws for what the caller got wrong. */
export function planRun(options: InitOptions): Plan {
  checkMembers('init', options, INIT_OPTIONS)
  checkText('description', options.description)
  checkText('notes', options.notes)
  const resolved = resolveSettings({ options, argument: options.settings, fileSystem: nodeFileSystem })
  const { settings } = resolved
  const home = join(settings.dir, '.seetrain')
  const container = createContainer(home, options.configure)
  const ports = resolvePorts(container)
  const id = settings.runId ?? ports.ids.runId(ports.clock.now())
  const config = toPlainObject(options.config ?? {}, 'config')
  if (options.forkFrom !== undefined) checkForkPoint(options.forkFrom)
  const disposeParts = (): void => void container.dispose()
  const plan = { options, settings, config, ports, disposeParts, home, id, dir: runFolder(home, id) }
  const { writer, isGuest } = identifyWriter(threadId, process.env, settings.writer)
  if (settings.mode === 'disabled') return { ...plan, writer, mayJoin: false }
  const resume = resumeRule(resolved)
  return { ...plan, writer: chooseWriter(plan, writer, resume), mayJoin: resume !== 'never' && !isGuest }
}

/** This process as one more writer of a run that another process owns, the `number`th name it tries. */
export function asGuest(plan: Plan, number: number): Plan {
  return { ...plan, writer: { ...plan.writer, id: guestName(threadId, number) } }
}

// a parent that exports SEETRAIN_RUN_ID means its children to join
function resumeRule({ settings, sources }: ResolvedSettings): Settings['resume'] {
  return sources.resume === 'default' && sources.runId === 'SEETRAIN_RUN_ID' ? 'allow' : settings.resume
}

function chooseWriter(plan: Omit<Plan, 'writer' | 'mayJoin'>, writer: Writer, resume: Settings['resume']): Writer {
  const { options, home, dir, id } = plan
  const { fileSystem } = plan.ports
  const writers = knownWriters(dir, fileSystem)
  if (resume === 'must' && writers.length === 0) throw new RunMissingError(id, home)
  if (options.forkFrom !== undefined && writers.length === 0) checkForkedRun(options.forkFrom, home, fileSystem)
  if (!writers.includes(writer.id)) return writer
  if (resume === 'never') throw new RunExistsError(id, home)
  if (writer.id !== MAIN_WRITER) return writer
  const living = livingWriter(writerFolder(dir, MAIN_WRITER), fileSystem)
  const isOther =
    living !== undefined && !(living.pid === process.pid && living.thread === threadId && living.host === hostname())
  return isOther ? { ...writer, id: guestName(threadId, 0) } : writer
}
