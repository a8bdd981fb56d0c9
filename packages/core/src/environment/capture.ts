import * as fs from 'node:fs'
import type { Clock, Logger } from '../contracts/ports.ts'
import type { PlainObject } from '../contracts/record.ts'
import { withTimeout } from '../resilience/timeout.ts'
import { runCommand, type RunCommand } from './run-command.ts'
import { commandSection } from './sections/command-section.ts'
import { gitSection } from './sections/git-section.ts'
import { hostSection } from './sections/host-section.ts'
import { packagesSection } from './sections/packages-section.ts'
import { runtimeSection } from './sections/runtime-section.ts'
import type { Section } from './sections/section.ts'

const SECTIONS = {
  git: gitSection,
  host: hostSection,
  runtime: runtimeSection,
  packages: packagesSection,
  command: commandSection,
} as const

export type EnvironmentSection = keyof typeof SECTIONS

const COMMAND_SHARE = 0.4

export interface CaptureOptions {
  clock: Clock
  logger: Logger
  /** Where the program runs. Default: the working folder. */
  folder?: string
  /** Sections to leave out. */
  without?: readonly EnvironmentSection[]
  /** A longer diff is cut; 0 records none. Default 1 MiB. */
  gitDiffMaxBytes?: number
  /** Time that a section may take. Default 5000. */
  timeoutMs?: number
  /** Default `process.env`. */
  environment?: NodeJS.ProcessEnv
  run?: RunCommand
  readText?: (path: string) => Promise<string>
}

/**
 * Finds out what a run runs in. Never rejects: a section that fails or takes too long is absent, and a debug line says
 * why. Nothing is done before the first turn of the event loop, so that a caller never waits.
 */
export async function captureEnvironment(options: CaptureOptions): Promise<PlainObject> {
  await new Promise<void>(resolve => setImmediate(resolve))
  const names = (Object.keys(SECTIONS) as EnvironmentSection[]).filter(name => !options.without?.includes(name))
  const sections = await Promise.all(
    names.map(async name => [name, await captureSection(name, SECTIONS[name], options)] as const),
  )
  return Object.fromEntries(sections.flatMap(([name, section]) => (section ? [[name, section]] : [])))
}

async function captureSection(
  name: string,
  section: Section,
  options: CaptureOptions,
): Promise<PlainObject | undefined> {
  const { clock, logger, timeoutMs = 5000 } = options
  try {
    return await withTimeout({ operation: `environment ${name}`, timeoutMs, clock }, async signal =>
      section({
        folder: options.folder ?? process.cwd(),
        environment: options.environment ?? process.env,
        gitDiffMaxBytes: options.gitDiffMaxBytes ?? 1_048_576,
        run: options.run ?? runCommand,
        readText: options.readText ?? (path => fs.promises.readFile(path, 'utf8')),
        commandTimeoutMs: timeoutMs * COMMAND_SHARE,
        signal,
      }),
    )
  } catch (error) {
    logger.debug(`environment: no ${name} section: ${String(error)}`)
    return undefined
  }
}
