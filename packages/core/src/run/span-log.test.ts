import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import type { SpanRecord } from '../contracts/record.ts'
import type { Run } from '../contracts/run.ts'
import { CLOCK } from '../contracts/tokens.ts'
import { captureDiag } from '../diag.ts'
import { readRun } from '../journal/run-reader.ts'
import { nodeFileSystem } from '../ports/node-file-system.ts'
import { ManualClock } from '../resilience/manual-clock.ts'
import { NoopRun } from './noop-run.ts'

let folder: RunFolder
let told: string[]
let release: () => void
beforeEach(() => {
  folder = new RunFolder()
  told = []
  release = captureDiag(line => told.push(line))
})
afterEach(async () => {
  await folder.close()
  release()
})

function span(name: string): SpanRecord {
  return {
    kind: 'span',
    time: 1,
    endTime: 2,
    traceId: 't',
    spanId: 's',
    name,
    spanKind: 'llm',
    status: 'ok',
    attributes: {},
  }
}

function names(run: Run): string[] {
  const records = [...readRun(run.dir, nodeFileSystem)].map(({ record }) => record)
  return records.filter(record => record.kind === 'span').map(({ name }) => name)
}

describe('logSpan', () => {
  it('makes a span a moment later, in order, and not in the call', async () => {
    const clock = new ManualClock()
    const run = folder.open({ configure: container => void container.registerInstance(CLOCK, clock) })
    const make = jest.fn(() => span('made'))
    run.logSpan(make)
    run.logSpan(span('plain'))
    expect(make).not.toHaveBeenCalled()
    await clock.advance(3)
    expect(make).toHaveBeenCalledTimes(1)
    expect(run.stats().records['span']).toBe(2)
    await run.flush()
    expect(names(run)).toEqual(['made', 'plain'])
  })

  it.each([
    ['flush', (run: Run) => run.flush()],
    ['finish', (run: Run) => run.finish()],
  ])('%s writes what waits', async (_, end) => {
    const run = folder.open()
    run.logSpan(() => span('waiting'))
    await end(run)
    expect(names(run)).toEqual(['waiting'])
  })

  it('a function may find that there is nothing to record, and one that throws loses its own span alone', async () => {
    const run = folder.open()
    run.logSpan(() => undefined)
    run.logSpan(() => {
      throw new Error('bad span')
    })
    run.logSpan(span('good'))
    await run.flush()
    expect(names(run)).toEqual(['good'])
    expect(run.stats().dropped).toBe(1)
    expect(told).toEqual([expect.stringContaining('logSpan: not recorded, bad span')])
  })

  it('keeps memory bounded: beyond ten thousand the caller makes them', () => {
    const clock = new ManualClock()
    const run = folder.open({ configure: container => void container.registerInstance(CLOCK, clock) })
    for (let count = 0; count < 10_000; count++) run.logSpan(() => span('one of many'))
    expect(run.stats().records['span']).toBe(10_000)
  })
})

describe('storeBlob', () => {
  it('stores bytes once, by their content', () => {
    const run = folder.open()
    const blob = run.storeBlob(Buffer.from('bytes'), 'text/plain')
    expect(blob).toMatchObject({ size: 5, mime: 'text/plain' })
    expect(run.storeBlob(Buffer.from('bytes'), 'text/plain')).toEqual(blob)
  })
})

it('a run that records nothing takes both and keeps nothing', () => {
  const run: Run = new NoopRun()
  expect(run.logSpan(span('x'))).toBeUndefined()
  expect(run.storeBlob(new Uint8Array(1), 'x/y')).toBeUndefined()
})
