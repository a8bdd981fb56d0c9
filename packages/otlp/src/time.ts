const NANOS_PER_MS = 1_000_000n
/** The year 2200: later than that a clock or a unit is wrong, and a record would be off every chart. */
const LATEST_MS = 7_258_118_400_000

/** Milliseconds, with a fraction, as the nanoseconds of OTLP. */
export function toNanos(milliseconds: number): string {
  if (!Number.isFinite(milliseconds) || milliseconds < 0) return '0'
  const whole = Math.floor(milliseconds)
  return String(BigInt(whole) * NANOS_PER_MS + BigInt(Math.round((milliseconds - whole) * 1e6)))
}

/** Nanoseconds as milliseconds with a fraction; undefined for what is no time, and for 0, which means unknown. */
export function fromNanos(nanos: unknown): number | undefined {
  if (typeof nanos === 'number') return sensible(nanos / 1e6)
  if (typeof nanos !== 'string' || !/^\d{1,20}$/.test(nanos)) return undefined
  const value = BigInt(nanos)
  return sensible(Number(value / NANOS_PER_MS) + Number(value % NANOS_PER_MS) / 1e6)
}

function sensible(milliseconds: number): number | undefined {
  return milliseconds > 0 && milliseconds < LATEST_MS ? milliseconds : undefined
}
