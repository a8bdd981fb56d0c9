/** Errors of the SDKs' own. */
const SAY_SO: ReadonlySet<string | undefined> = new Set(['APIUserAbortError', 'RequestAbortedError'])

/** Whether an error says that the caller broke the request off. */
export function isAbort(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { name, constructor } = error as Error
  return name === 'AbortError' || SAY_SO.has(constructor?.name)
}
