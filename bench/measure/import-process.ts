// Imports seetrain and nothing else.
import { registerHooks } from 'node:module'

export interface ImportCost {
  importMs: number
  /** Since the process began, Node's own start included. */
  processMs: number
  cpuMs: number
  /** Only with the argument `list`, since looking costs time. */
  files: string[]
  builtins: string[]
}

const files: string[] = []
if (process.argv[2] === 'list') {
  registerHooks({
    load(url, context, next) {
      files.push(url)
      return next(url, context)
    },
  })
}
const moduleLoadList = (process as unknown as { moduleLoadList: string[] }).moduleLoadList
const known = new Set(moduleLoadList)
const cpuBefore = process.cpuUsage()
const start = performance.now()
await import('seetrain')
const end = performance.now()
const cpu = process.cpuUsage(cpuBefore)
const builtins = moduleLoadList.filter(name => !known.has(name))
const cost: ImportCost = {
  importMs: end - start,
  processMs: end,
  cpuMs: (cpu.user + cpu.system) / 1000,
  files,
  builtins,
}
process.stdout.write(JSON.stringify(cost))
