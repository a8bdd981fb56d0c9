import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import type { Readable, Writable } from 'node:stream'
import { writeOut } from '../output/write-out.ts'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** How a program ended: by itself with a code, or by a signal. `exitCode` is what a shell would report. */
export interface ProgramEnd {
  exitCode: number
  signal?: NodeJS.Signals
  /** It could not be started. */
  error?: Error
}

/**
 * Runs a program to its end. What it prints goes through this process's own streams, so that whoever records those
 * records it too. Signals are handed on, and how they end it is the program's decision.
 */
export async function runProgram(
  [name, ...words]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<ProgramEnd> {
  const child = spawn(name, words, { env, stdio: ['inherit', 'pipe', 'pipe'] })
  // a terminal sends Ctrl+C to the program itself
  const handOn = (signal: NodeJS.Signals): void =>
    void ((signal === 'SIGINT' && process.stdin.isTTY) || child.kill(signal))
  for (const signal of SIGNALS) process.on(signal, handOn)
  try {
    const ended = new Promise<ProgramEnd>(resolve => {
      child.on('error', error => resolve({ exitCode: 127, error }))
      child.on('close', (code, signal) => resolve(endOf(code, signal)))
    })
    await Promise.all([passOn(child.stdout, process.stdout), passOn(child.stderr, process.stderr)])
    return await ended
  } finally {
    for (const signal of SIGNALS) process.off(signal, handOn)
  }
}

async function passOn(from: Readable, to: Writable): Promise<void> {
  try {
    for await (const chunk of from) await writeOut(to, chunk as Uint8Array)
  } catch {
    // nobody reads any more: the program meets the closed pipe itself
    from.destroy()
  }
}

function endOf(code: number | null, signal: NodeJS.Signals | null): ProgramEnd {
  if (signal === null) return { exitCode: code ?? 0 }
  return { exitCode: 128 + constants.signals[signal], signal }
}
