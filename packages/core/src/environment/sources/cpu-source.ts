import * as os from 'node:os'
import { percent, type MonitorSource, type ReadText, type SampleValues } from './source.ts'

interface Times {
  busy: number
  all: number
}

/** How busy all processors were since the last sample. */
export class CpuSource implements MonitorSource {
  readonly name = 'cpu'
  readonly #readText: ReadText
  #before: Times | undefined

  constructor(readText: ReadText) {
    this.#readText = readText
  }

  read(): SampleValues {
    const now = this.#times()
    const before = this.#before
    this.#before = now
    if (before === undefined || now.all <= before.all) return {}
    return { 'cpu.percent': Math.max(0, percent(now.busy - before.busy, now.all - before.all)) }
  }

  #times(): Times {
    let text: string
    try {
      text = this.#readText('/proc/stat')
    } catch {
      return fromProcessors()
    }
    // user nice system idle iowait irq softirq steal; guest times are part of user's
    const fields = (/^cpu +(.*)$/m.exec(text)?.[1] ?? '').split(' ').slice(0, 8).map(Number)
    const all = fields.reduce((sum, ticks) => sum + ticks, 0)
    return { all, busy: all - (fields[3] ?? 0) - (fields[4] ?? 0) }
  }
}

function fromProcessors(): Times {
  let all = 0
  let idle = 0
  for (const { times } of os.cpus()) {
    all += times.user + times.nice + times.sys + times.irq + times.idle
    idle += times.idle
  }
  return { all, busy: all - idle }
}
