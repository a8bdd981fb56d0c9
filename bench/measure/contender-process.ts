// node contender-process.ts <file> <export> <calls>: measures one contender in a process of its own and prints the result as JSON.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StartContender } from '../contenders/contender.ts'
import type { CallCost } from './call-cost.ts'

const [file, name, calls] = [process.argv[2]!, process.argv[3]!, Number(process.argv[4])]
const WARM_UP_CALLS = Math.min(calls, 200_000)

const module = (await import(`../contenders/${file}.ts`)) as Record<string, StartContender>
const folder = mkdtempSync(join(tmpdir(), 'bench-'))
const cost = await measure(folder)
rmSync(folder, { recursive: true })
process.stdout.write(`${JSON.stringify(cost)}\n`)

async function measure(folder: string): Promise<CallCost> {
  const contender = await module[name]!(folder)
  contender.log(0, WARM_UP_CALLS)
  await contender.drain?.()
  const bytesBefore = folderSize(folder)
  const start = performance.now()
  contender.log(WARM_UP_CALLS, calls)
  const called = performance.now()
  await contender.drain?.()
  const drained = performance.now()
  const { scalarsPerCall = 1 } = contender
  const bytesPerScalar = (folderSize(folder) - bytesBefore) / (calls * scalarsPerCall)
  await contender.close?.()
  return {
    nanosecondsPerCall: ((called - start) * 1e6) / calls,
    drainMs: drained - called,
    bytesPerScalar,
    scalarsPerCall,
  }
}

function folderSize(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter(entry => entry.isFile())
  return files.reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0)
}
