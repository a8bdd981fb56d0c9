import type { ErrorInfo } from '../contracts/record.ts'

const LONGEST_STACK = 16 * 1024

/** Whatever was thrown, as the journal keeps it. Never throws itself. */
export function errorInfo(thrown: unknown): ErrorInfo {
  try {
    if (!isError(thrown)) return { name: 'Thrown', message: String(thrown) }
    const { name, message, stack } = thrown
    const code: unknown = 'code' in thrown ? thrown.code : undefined
    return {
      name: String(name),
      message: String(message),
      ...(stack !== undefined && { stack: String(stack).slice(0, LONGEST_STACK) }),
      ...(code !== undefined && { code: String(code) }),
    }
  } catch {
    return { name: 'Thrown', message: 'a value that can not be shown' }
  }
}

// by shape: errors of another realm, as test runners make them, are no instances
function isError(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && 'message' in thrown
}
