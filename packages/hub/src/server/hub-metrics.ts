const BOUNDS = [0.005, 0.025, 0.1, 0.5, 2.5, 10] as const

interface Durations {
  buckets: number[]
  sum: number
  count: number
}

/** Counts what the hub does and writes it in Prometheus' text format. */
export class HubMetrics {
  readonly #requests = new Map<string, number>()
  readonly #durations = new Map<string, Durations>()
  readonly #counters = new Map<string, number>()
  /** When somebody asked last. */
  usedAt: number

  constructor(now: number) {
    this.usedAt = now
  }

  request(route: string, method: string, status: number, seconds: number): void {
    const key = labels({ route, method, status: String(status) })
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1)
    const durations = this.#durations.get(route) ?? { buckets: BOUNDS.map(() => 0), sum: 0, count: 0 }
    this.#durations.set(route, durations)
    for (const [index, bound] of BOUNDS.entries()) if (seconds <= bound) durations.buckets[index]!++
    durations.sum += seconds
    durations.count++
  }

  count(name: 'journal_bytes' | 'blob_bytes' | 'hook_bytes' | 'otlp_bytes' | 'hook_failures', amount: number): void {
    this.#counters.set(name, (this.#counters.get(name) ?? 0) + amount)
  }

  /** `gauges`: name → value, of the moment. */
  text(gauges: { [name: string]: number }): string {
    const lines: string[] = []
    const family = (name: string, type: string, help: string): void =>
      void lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`)
    family('seetrain_requests_total', 'counter', 'Answered requests.')
    for (const [key, count] of this.#requests) lines.push(`seetrain_requests_total${key} ${count}`)
    family('seetrain_request_seconds', 'histogram', 'Time until a request was answered.')
    for (const [route, durations] of this.#durations) lines.push(...histogramLines(route, durations))
    for (const [name, count] of this.#counters) {
      family(`seetrain_received_${name}_total`, 'counter', 'Bytes taken in.')
      lines.push(`seetrain_received_${name}_total ${count}`)
    }
    for (const [name, value] of Object.entries(gauges)) {
      family(`seetrain_${name}`, 'gauge', 'At this moment.')
      lines.push(`seetrain_${name} ${value}`)
    }
    return `${lines.join('\n')}\n`
  }
}

function histogramLines(route: string, { buckets, sum, count }: Durations): string[] {
  const bucket = (le: string, value: number): string =>
    `seetrain_request_seconds_bucket${labels({ route, le })} ${value}`
  return [
    ...BOUNDS.map((bound, index) => bucket(String(bound), buckets[index]!)),
    bucket('+Inf', count),
    `seetrain_request_seconds_sum${labels({ route })} ${sum}`,
    `seetrain_request_seconds_count${labels({ route })} ${count}`,
  ]
}

function labels(pairs: { [name: string]: string }): string {
  const texts = Object.entries(pairs).map(([name, value]) => `${name}="${value.replace(/["\\\n]/g, '_')}"`)
  return `{${texts.join(',')}}`
}
