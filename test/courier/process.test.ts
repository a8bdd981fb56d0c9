import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from './simulation.ts'

const ROOT = join(__dirname, '../..')

let folder: ReturnType<typeof temporaryFolder>
beforeEach(() => {
  folder = temporaryFolder()
})
afterEach(() => folder[Symbol.dispose]())

/** Runs a program that has a run with one record and a sink that fails `failures` times. Gives what it printed. */
function program(failures: number, body: string): Promise<string> {
  const source = (path: string): string => JSON.stringify(join(ROOT, 'packages/core/src', path))
  const script = `
    import { nodeFileSystem, systemClock } from '@seetrain/core'
    import { JsonlSink } from '@seetrain/sinks/jsonl'
    const { JournalWriter } = await import(${source('journal/writer.ts')})
    const { Couriers } = await import(${source('courier/couriers.ts')})
    const { randomIdSource: ids } = await import(${source('ports/random-id-source.ts')})
    const runDir = ${JSON.stringify(folder.path)}
    const common = { clock: systemClock, fileSystem: nodeFileSystem, ids }
    const journal = new JournalWriter({ folder: runDir, thread: 0, durability: 'record', segmentBytes: 1e6, ...common })
    const writer = { id: 'main', host: 'h', pid: 1, thread: 0 }
    journal.record({ kind: 'open', time: 0, runId: 'r', project: 'p', name: 'n', createdAt: 0, writer, resumed: false, version: '0' })
    let failures = ${failures}
    class Sink extends JsonlSink {
      async deliver(batch) { if (failures-- > 0) throw new Error('away'); return super.deliver(batch) }
    }
    const logger = { debug() {}, info() {}, warn() {}, error() {} }
    const settings = { sinkTimeoutMs: 60_000, sinkBatchRecords: 10, finishTimeoutMs: 60_000, maxRetries: 3, retryDelayMs: 20, breakerFailures: 5, breakerResetMs: 60_000 }
    const couriers = new Couriers({ runDir, writer: 'main', sinks: [new Sink()], ports: { ...common, fetch, logger, blobs: undefined }, settings })
    couriers.onGrow()
    ${body}`
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      ['--conditions=@seetrain/source', '--input-type=module', '-e', script],
      { cwd: ROOT, timeout: 20_000 },
      (error, stdout, stderr) => {
        if (error) reject(new Error(`${error.message}\n${stderr}`))
        else resolve(stdout)
      },
    )
  })
}

describe('a process with couriers', () => {
  it('ends when the program does, whatever they wait for', async () => {
    expect(
      await program(
        Infinity,
        `const started = Date.now(); process.on('exit', () => console.log(Date.now() - started < 900))`,
      ),
    ).toBe('true\n')
  })

  it('stays until finish is done, through pauses', async () => {
    expect(await program(3, `await couriers.finish(); console.log(JSON.stringify(couriers.stats().jsonl))`)).toBe(
      '{"delivered":1,"poisoned":0,"failures":3,"lag":0,"state":"closed","lastError":"Error: away"}\n',
    )
    expect(readFileSync(join(folder.path, 'jsonl/records.jsonl'), 'utf8').trim().split('\n')).toHaveLength(1)
  })
})
