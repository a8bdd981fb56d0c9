type Body = () => unknown

/**
 * `it`, when `condition` holds. Otherwise a skipped test whose name carries the reason, which the closing report of
 * `npm test` lists: `itWhen(python !== undefined, 'python3 is not installed')('reads the WAV file', () => …)`.
 */
export function itWhen(condition: boolean, reason: string) {
  return (name: string, body: Body, timeoutMs?: number): void => {
    if (condition) it(name, body as () => Promise<unknown>, timeoutMs)
    else it.skip(withReason(name, reason), body as () => Promise<unknown>)
  }
}

/** `describe`, when `condition` holds; otherwise all its tests are skipped for the reason. */
export function describeWhen(condition: boolean, reason: string) {
  return (name: string, body: () => void): void => {
    if (condition) describe(name, body)
    else describe.skip(withReason(name, reason), body)
  }
}

function withReason(name: string, reason: string): string {
  if (reason.trim() === '') throw new Error(`The test "${name}" is skipped without a reason. Say what it needs.`)
  return `${name} [skipped: ${reason}]`
}
