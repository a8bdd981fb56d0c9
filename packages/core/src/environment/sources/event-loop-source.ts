import type { IntervalHistogram } from 'node:perf_hooks'
import type { MonitorSource, SampleValues } from './source.ts'

const RESOLUTION_MS = 100
const NANOSECONDS = 1e6

/** How late this process's timers were since the last sample, and how much of the time its event loop was busy. */
export class EventLoopSource implements MonitorSource {
  readonly name = 'event loop'
  #histogram: IntervalHistogram | undefined
  #before = performance.eventLoopUtilization()

  read(): SampleValues {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, this.#before)
    this.#before = now
    const values = { 'eventloop.percent': Math.round(utilization * 1000) / 10, ...delays(this.#histogram) }
    if (this.#histogram === undefined) {
      this.#histogram = process.getBuiltinModule('node:perf_hooks').monitorEventLoopDelay({ resolution: RESOLUTION_MS })
      this.#histogram.enable()
    }
    this.#histogram.reset()
    return values
  }

  close(): void {
    this.#histogram?.disable()
  }
}

function delays(histogram: IntervalHistogram | undefined): SampleValues {
  if (histogram === undefined || histogram.count === 0) return {}
  // the histogram holds whole intervals between its timers
  const late = (nanoseconds: number): number =>
    Math.max(0, Math.round((nanoseconds / NANOSECONDS - RESOLUTION_MS) * 100) / 100)
  return { 'eventloop.delay_ms': late(histogram.mean), 'eventloop.delay_max_ms': late(histogram.max) }
}
