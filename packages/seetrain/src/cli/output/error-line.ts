/** What went wrong in one line, without a stack. */
export function errorLine(error: unknown): string {
  const message = error instanceof Error && error.message !== '' ? error.message : String(error)
  return message.replace(/\s*\n\s*/g, ' ').trim()
}
