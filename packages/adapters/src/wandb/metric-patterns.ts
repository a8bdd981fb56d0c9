import type { LogValues, MetricDefinition } from '@seetrain/core'

/** Definitions for all metrics whose names begin alike, such as `val/*`; each metric gets its own when it is met first. */
export class MetricPatterns {
  readonly #definitions = new Map<string, MetricDefinition>()
  readonly #met = new Set<string>()

  add(pattern: string, definition: MetricDefinition): void {
    this.#definitions.set(pattern.slice(0, -1), definition)
    this.#met.clear()
  }

  /** Calls `define` for the metrics of a call that a pattern fits and that were not met before. */
  meet(values: LogValues, define: (name: string, definition: MetricDefinition) => void, prefix = ''): void {
    if (this.#definitions.size === 0) return
    for (const [key, value] of Object.entries(values)) {
      const name = prefix + key
      if (typeof value === 'object' && value !== null) this.meet(value as LogValues, define, `${name}/`)
      else if (!this.#met.has(name)) {
        this.#met.add(name)
        for (const [start, definition] of this.#definitions) if (name.startsWith(start)) define(name, definition)
      }
    }
  }
}
