/** Values of one sample, by key: `cpu.percent`, `gpu.0.utilization`. */
export type SampleValues = { [key: string]: number }

/** One thing that the system monitor looks at. */
export interface MonitorSource {
  readonly name: string
  /**
   * Reads the present values. `elapsedMs` is the time since the last read, 0 at the first: a rate has no value then.
   * Throws when there is nothing to read here.
   */
  read(elapsedMs: number): SampleValues | Promise<SampleValues>
  /** Lets go of what the source holds. */
  close?(): void
}

/** Reads a small text file of the system. Throws when it is absent. */
export type ReadText = (path: string) => string

/** Per second with one decimal, or nothing at the first read and after a counter went back. */
export function rate(key: string, before: number | undefined, now: number, elapsedMs: number): SampleValues {
  if (before === undefined || elapsedMs <= 0 || now < before) return {}
  return { [key]: Math.round(((now - before) * 10_000) / elapsedMs) / 10 }
}

/** Part of a whole in percent, one decimal. */
export function percent(part: number, whole: number): number {
  return whole > 0 ? Math.round((part / whole) * 1000) / 10 : 0
}
