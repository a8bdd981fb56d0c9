import { describe } from './describe.ts'

/** What was thrown, in one line at most: `TypeError: x is not a function`. Never throws, whatever came. */
export function errorText(error: unknown): string {
  try {
    return String(error).split('\n', 1)[0] ?? ''
  } catch {
    return describe(error)
  }
}
