import type { ErrorInfo } from '../contracts/record.ts'

const LONGEST_STACK = 16 * 1024

/** Whatever was thrown, as the journal keeps it. Never throws itself. */
export function errorInfo(thrown: unknown): ErrorInfo {
  try {
    if (!(thrown instanceof Error)) return { name: 'Thrown', message: String(thrown) }
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
