import * as os from 'node:os'
import { percent, type MonitorSource, type ReadText, type SampleValues } from './source.ts'

const CONTAINER_FILES = [
  ['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory.current'],
  ['/sys/fs/cgroup/memory/memory.limit_in_bytes', '/sys/fs/cgroup/memory/memory.usage_in_bytes'],
] as const

/** Memory of the machine, and of the container when it is limited. */
export class MemorySource implements MonitorSource {
  readonly name = 'memory'
  readonly #readText: ReadText
  // looked for once; null when there is no limit
  #container: { usagePath: string; limit: number } | null | undefined

  constructor(readText: ReadText) {
    this.#readText = readText
  }

  read(): SampleValues {
    const { total, available } = this.#machine()
    return {
      'memory.used_bytes': total - available,
      'memory.total_bytes': total,
      'memory.percent': percent(total - available, total),
      ...this.#containerValues(total),
    }
  }

  #machine(): { total: number; available: number } {
    let text: string
    try {
      text = this.#readText('/proc/meminfo')
    } catch {
      return { total: os.totalmem(), available: os.freemem() }
    }
    const field = (name: string): number => Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(text)?.[1]) * 1024
    const available = field('MemAvailable')
    // kernels before 3.14 do not say what is available
    return {
      total: field('MemTotal'),
      available: Number.isNaN(available) ? field('MemFree') + field('Cached') : available,
    }
  }

  #containerValues(total: number): SampleValues {
    this.#container ??= this.#findContainer(total)
    if (this.#container === null) return {}
    const used = Number(this.#readText(this.#container.usagePath))
    return { 'memory.container_used_bytes': used, 'memory.container_percent': percent(used, this.#container.limit) }
  }

  #findContainer(total: number): { usagePath: string; limit: number } | null {
    for (const [limitPath, usagePath] of CONTAINER_FILES) {
      try {
        const limit = Number(this.#readText(limitPath))
        this.#readText(usagePath)
        // "max", or a number beyond the machine, means no limit
        if (limit < total) return { usagePath, limit }
      } catch {
        // the other version of control groups, or another system
      }
    }
    return null
  }
}
