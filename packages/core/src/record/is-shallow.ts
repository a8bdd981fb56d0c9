/** Whether a value holds objects and lists at most so many levels deep. */
export function isShallow(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return true
  if (levels === 0) return false
  for (const name in value) if (!isShallow((value as { [name: string]: unknown })[name], levels - 1)) return false
  return true
}
