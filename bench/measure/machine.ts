import { cpus, loadavg, release, totalmem, type } from 'node:os'

/** The machine, in one line: figures mean nothing without it. */
export function describeMachine(): string {
  const [first] = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return [
    `${cpus().length} × ${first?.model.trim() ?? 'unknown processor'}`,
    `${memory} GiB`,
    `${type()} ${release()}`,
    `Node ${process.versions.node}`,
    `load ${loadavg()[0]!.toFixed(1)}`,
    new Date().toISOString().slice(0, 10),
  ].join(', ')
}
