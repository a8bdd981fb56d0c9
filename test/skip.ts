type Test = Parameters<typeof it>[1]

/**
 * `it`, when `condition` holds. Otherwise a skipped test whose name carries the reason, which the closing report of
 * `npm test` lists: `itWhen(hasPython, 'python3 is not installed')('reads the WAV file', () => …)`.
 */
export function itWhen(condition: boolean, reason: string) {
  return (name: string, test: Test, timeoutMs?: number): void => {
    if (condition) it(name, test, timeoutMs)
    else it.skip(withReason(name, reason), test)
  }
}

/** `describe`, when `condition` holds; otherwise all its tests are skipped for the reason. */
export function describeWhen(condition: boolean, reason: string) {
  return (name: string, tests: () => void): void => {
    if (condition) describe(name, tests)
    else describe.skip(withReason(name, reason), tests)
  }
}

function withReason(name: string, reason: string): string {
  if (reason.trim() === '') throw new Error(`The test "${name}" is skipped without a reason. Say what it needs.`)
  return `${name} [skipped: ${reason}]`
}
