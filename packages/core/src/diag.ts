import type { Logger } from './contracts/ports.ts'

const LEVELS = { silent: 0, error: 1, warn: 2, info: 3, debug: 4 } as const
export type LogLevel = keyof typeof LEVELS

let level: number = LEVELS.warn
let out: (line: string) => void = line => process.stderr.write(`${line}\n`)
const told = new Set<string>()

/** The library's own voice, on stderr. Never the user's data. */
export const diag: Logger = {
  debug: message => say(LEVELS.debug, message),
  info: message => say(LEVELS.info, message),
  warn: message => say(LEVELS.warn, message),
  error: message => say(LEVELS.error, message),
}

function say(at: number, message: string): void {
  if (at > level) return
  try {
    out(`seetrain: ${message}`)
  } catch {
    // stderr is gone; there is nowhere left to say so
  }
}

export function setLogLevel(name: LogLevel): void {
  level = LEVELS[name]
}

/** Says a thing once per process, however often it happens. Returns whether it was said now. */
export function warnOnce(topic: string, message: string): boolean {
  if (told.has(topic)) return false
  told.add(topic)
  diag.warn(message)
  return true
}

/** For tests: sends lines elsewhere and forgets what was told. Returns the way back. */
export function captureDiag(to: (line: string) => void): () => void {
  const before = out
  out = to
  told.clear()
  return () => {
    out = before
  }
}
