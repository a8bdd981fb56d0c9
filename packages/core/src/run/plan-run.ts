import { hostname } from 'node:os'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { createContainer, resolvePorts, type Ports } from '../container.ts'
import type { PlainObject, Writer } from '../contracts/record.ts'
import { RunExistsError } from '../errors/run-exists-error.ts'
import { RunMissingError } from '../errors/run-missing-error.ts'
import { livingWriter } from '../journal/journal-lock.ts'
import { listWriters, MAIN_WRITER, writerFolder } from '../journal/run-reader.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { toPlainObject } from '../record/to-plain.ts'
import { resolveSettings, type ResolvedSettings, type Settings } from '../settings/index.ts'
import { checkFork } from './fork.ts'
import { INIT_OPTIONS, type InitOptions } from './init-options.ts'
import { runFolder } from './load-run.ts'
import { checkMembers } from './run-arguments.ts'
import { guestName, identifyWriter } from './writer-identity.ts'

/** Everything about a run to be opened, decided and checked before anything is written. */
export interface Plan {
  options: InitOptions
  settings: Settings
  config: PlainObject
  ports: Ports
  /** The folder `.seetrain`. */
  home: string
  id: string
  dir: string
  writer: Writer
  resume: 'never' | 'allow' | 'must'
}

/** Throws for what the caller got wrong. */
export function planRun(options: InitOptions): Plan {
  checkMembers('init', options, INIT_OPTIONS)
  const resolved = resolveSettings({ options, argument: options.settings, fileSystem: nodeFileSystem })
  const { settings } = resolved
  const home = join(settings.dir, '.seetrain')
  const ports = resolvePorts(createContainer(home, options.configure))
  const id = settings.runId ?? ports.ids.runId(ports.clock.now())
  const dir = runFolder(home, id)
  const resume = resumeRule(resolved)
  const config = toPlainObject(options.config ?? {}, 'config')
  if (options.forkFrom !== undefined) checkFork(options.forkFrom, home, ports.fileSystem)
  const plan = { options, settings, config, ports, home, id, dir, resume }
  return { ...plan, writer: chooseWriter(plan) }
}

/** This process as one more writer of a run that another process owns. */
export function asGuest(plan: Plan): Plan {
  return { ...plan, writer: { ...plan.writer, id: guestName(threadId) } }
}

// a parent that exports SEETRAIN_RUN_ID means its children to join
function resumeRule({ settings, sources }: ResolvedSettings): Plan['resume'] {
  return sources.resume === 'default' && sources.runId === 'SEETRAIN_RUN_ID' ? 'allow' : settings.resume
}

function chooseWriter(plan: Omit<Plan, 'writer'>): Writer {
  const { settings, dir, resume, id } = plan
  const { fileSystem } = plan.ports
  const { writer, isGuest } = identifyWriter(threadId, process.env, settings.writer)
  const writers = settings.mode === 'disabled' ? [] : listWriters(dir, fileSystem)
  if (resume === 'must' && writers.length === 0) throw new RunMissingError(id, plan.home)
  if (!writers.includes(writer.id)) return writer
  const living = isGuest ? undefined : livingWriter(writerFolder(dir, MAIN_WRITER), fileSystem)
  const isOther = living !== undefined && !(living.pid === process.pid && living.thread === threadId && living.host === hostname())
  if (resume === 'never') throw new RunExistsError(id, plan.home)
  return isOther ? { ...writer, id: guestName(threadId) } : writer
}
