import { spawnSync } from 'node:child_process'

/** Whether Python with its own library is here. */
export const hasPython = spawnSync('python3', ['-c', 'import wave, zlib']).status === 0

/** Runs a script with bytes on its standard input; it prints JSON. */
export function runPython(script: string, input: Uint8Array): unknown {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', script], { input, maxBuffer: 2 ** 26 })
  if (status !== 0) throw new Error(stderr.toString())
  return JSON.parse(stdout.toString())
}
