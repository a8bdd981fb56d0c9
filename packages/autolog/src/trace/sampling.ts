/** Whether a trace is recorded: the same answer for the same trace, wherever it is asked. */
export function isSampled(traceId: string, rate: number): boolean {
  if (rate >= 1) return true
  if (rate <= 0) return false
  return Number.parseInt(traceId.slice(-8), 16) / 0x1_0000_0000 < rate
}
