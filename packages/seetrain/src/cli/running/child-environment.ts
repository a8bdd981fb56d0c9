import { delimiter } from 'node:path'
import { findPreload, findPython, startupOf } from './package-parts.ts'

/** What a program needs to find the run that it belongs to. */
export interface RunPlace {
  runId: string
  /** The folder that holds `.seetrain`. */
  dir: string
  project: string
  /** Frameworks and SDKs that are left alone. */
  without: readonly string[]
}

/**
 * The environment of a program that runs within a run: its own `init` joins, its frameworks and SDKs are heard, and what it
 * prints is recorded outside. Pipes make programs print late and without colour; both is undone where a terminal is at the end.
 */
export function childEnvironment(
  place: RunPlace,
  environment: NodeJS.ProcessEnv,
  isTerminal: boolean,
): NodeJS.ProcessEnv {
  const isPlain = environment['NO_COLOR'] !== undefined || !isTerminal
  return {
    PYTHONUNBUFFERED: '1',
    ...(!isPlain && { FORCE_COLOR: '1' }),
    ...environment,
    SEETRAIN_RUN_ID: place.runId,
    SEETRAIN_DIR: place.dir,
    SEETRAIN_PROJECT: place.project,
    SEETRAIN_CAPTURE_CONSOLE: 'false',
    // the machine is the same for all
    SEETRAIN_SYSTEM_MONITOR: 'false',
    // the hub of this folder is our business
    SEETRAIN_HUB: 'none',
    SEETRAIN_WITHOUT: place.without.join(','),
    ...(!place.without.includes('all') && listening(environment)),
  }
}

function listening({ PYTHONPATH, NODE_OPTIONS }: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const python = findPython()
  const preload = findPreload()
  const places = python === undefined ? [] : [startupOf(python), python]
  const options = preload === undefined ? [] : [`--require ${quoted(preload)}`]
  return {
    ...(places.length > 0 && { PYTHONPATH: joined([...places, PYTHONPATH], delimiter) }),
    ...(options.length > 0 && { NODE_OPTIONS: joined([NODE_OPTIONS, ...options], ' ') }),
  }
}

// an empty piece of PYTHONPATH is the working folder
function joined(pieces: readonly (string | undefined)[], separator: string): string {
  return pieces.filter(piece => piece !== undefined && piece !== '').join(separator)
}

/** Quotes came with Node 12, so they stand only where they must. */
function quoted(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replaceAll(/["\\]/g, String.raw`\$&`)}"` : path
}
