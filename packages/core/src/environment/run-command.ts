import type { Socket } from 'node:net'

export interface CommandOptions {
  folder?: string
  /** Added to the environment of this process; `undefined` removes a variable. */
  environment?: NodeJS.ProcessEnv
  timeoutMs: number
  /** Output beyond it is cut and the command ended. Default 1 MiB. */
  maxBytes?: number
  signal?: AbortSignal
  /** Does not keep this process alive. */
  background?: boolean
}

export interface CommandOutput {
  text: string
  /** The output was longer than `maxBytes`. */
  cut: boolean
}

/** Runs a program without a shell. Rejects when it is missing, fails or takes too long. */
export type RunCommand = (
  program: string,
  parameters: readonly string[],
  options: CommandOptions,
) => Promise<CommandOutput>

export const runCommand: RunCommand = (program, parameters, options) => {
  const { execFile } = process.getBuiltinModule('node:child_process')
  const settings = {
    cwd: options.folder,
    env: { ...process.env, ...options.environment },
    timeout: options.timeoutMs,
    maxBuffer: options.maxBytes ?? 1_048_576,
    killSignal: 'SIGKILL' as const,
    windowsHide: true,
    encoding: 'buffer' as const,
    ...(options.signal && { signal: options.signal }),
  }
  return new Promise((resolve, reject) => {
    const child = execFile(program, parameters, settings, (error, bytes) => {
      const cut = error?.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER'
      if (error && !cut) reject(error)
      // the decoder leaves out a character that was cut in two
      else resolve({ text: new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true }), cut })
    })
    child.stdin?.end()
    if (!options.background) return
    child.unref()
    for (const pipe of [child.stdout, child.stderr] as (Socket | null)[]) pipe?.unref()
  })
}
