type Test = Parameters<typeof it>[1]

/**
 * `it`, when `condition` holds. Otherwise a skipped test whose name carries the reason, which the closing report of
 * `npm test` lists: `itWhen(hasPython, 'python3 is not installed')('reads the WAV file', () => …)`.
 */
export function itWhen(condition: boolean, reason: string) {
  const skipped = skipMark(reason)
  return (name: string, test: Test, timeoutMs?: number): void => {
    if (condition) it(name, test, timeoutMs)
    else it.skip(`${name} ${skipped}`, test)
  }
}

/** `describe`, when `condition` holds; otherwise all its tests are skipped for the reason. */
export function describeWhen(condition: boolean, reason: string) {
  const skipped = skipMark(reason)
  return (name: string, tests: () => void): void => {
    if (condition) describe(name, tests)
    else describe.skip(`${name} ${skipped}`, tests)
  }
}

function skipMark(reason: string): string {
  if (reason.trim() === '') throw new Error('A test that may be skipped needs a reason: say what it needs.')
  return `[skipped: ${reason}]`
}
