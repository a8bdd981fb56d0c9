import { spawn } from 'node:child_process'

export interface Ending {
  /** What a shell would report; a program that was ended because it took too long has none. */
  code: number | null
  /** What it printed, both streams together. */
  output: string
}

export interface ProgramOptions {
  cwd: string
  env: NodeJS.ProcessEnv
  /** How long it may take. Default: as long as it takes. */
  milliseconds?: number
}

/** Runs Node with these arguments to its end. */
export function runProgram(args: readonly string[], { cwd, env, milliseconds }: ProgramOptions): Promise<Ending> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(milliseconds !== undefined && { timeout: milliseconds, killSignal: 'SIGKILL' }),
    })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text))
    child.on('error', reject)
    child.on('close', code => resolve({ code, output }))
  })
}
