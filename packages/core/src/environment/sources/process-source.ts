import { rate, type MonitorSource, type SampleValues } from './source.ts'

/** Processor time and memory of this process. 100 % is one processor, so that several threads give more. */
export class ProcessSource implements MonitorSource {
  readonly name = 'process'
  #before: number | undefined

  read(elapsedMs: number): SampleValues {
    const { user, system } = process.cpuUsage()
    const before = this.#before
    this.#before = user + system
    const memory = process.memoryUsage()
    return {
      // microseconds per second, in percent
      ...rate(
        'process.cpu_percent',
        before === undefined ? undefined : before / 10_000,
        this.#before / 10_000,
        elapsedMs,
      ),
      'process.rss_bytes': memory.rss,
      'process.heap_used_bytes': memory.heapUsed,
      'process.heap_total_bytes': memory.heapTotal,
      'process.external_bytes': memory.external,
    }
  }
}
