/** What a program needs to find the run that it belongs to. */
export interface RunPlace {
  runId: string
  /** The folder that holds `.seetrain`. */
  dir: string
  project: string
}

/**
 * The environment of a program that runs within a run: its own `init` joins, and what it prints is recorded outside. Pipes
 * make programs print late and without colour; both is undone where a terminal is at the end.
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
  }
}
