import type { EventLoopUtilization, IntervalHistogram } from 'node:perf_hooks'
import type { MonitorSource, SampleValues } from './source.ts'

const RESOLUTION_MS = 100
const NANOSECONDS = 1e6

/** How late this process's timers were since the last sample, and how much of the time its event loop was busy. */
export class EventLoopSource implements MonitorSource {
  readonly name = 'event loop'
  #histogram: IntervalHistogram | undefined
  #before: EventLoopUtilization | undefined

  read(): SampleValues {
    const now = performance.eventLoopUtilization()
    const values = { ...busyTime(now, this.#before), ...delays(this.#histogram) }
    this.#before = now
    this.#histogram ??= startHistogram()
    this.#histogram.reset()
    return values
  }

  close(): void {
    this.#histogram?.disable()
  }
}

function startHistogram(): IntervalHistogram {
  const { monitorEventLoopDelay } = process.getBuiltinModule('node:perf_hooks')
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  return histogram
}

function busyTime(now: EventLoopUtilization, before: EventLoopUtilization | undefined): SampleValues {
  if (before === undefined) return {}
  const { utilization } = performance.eventLoopUtilization(now, before)
  return { 'eventloop.percent': Math.round(utilization * 1000) / 10 }
}

function delays(histogram: IntervalHistogram | undefined): SampleValues {
  if (histogram === undefined || histogram.count === 0) return {}
  // the histogram holds whole intervals between its timers
  const late = (nanoseconds: number): number =>
    Math.max(0, Math.round((nanoseconds / NANOSECONDS - RESOLUTION_MS) * 100) / 100)
  return { 'eventloop.delay_ms': late(histogram.mean), 'eventloop.delay_max_ms': late(histogram.max) }
}
