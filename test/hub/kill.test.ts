import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HubClient } from '@seetrain/hub'
import { Command } from './command.ts'

/** `npm run soak:hub` kills 50 times below eight writers. */
const KILLS = Number(process.env['HUB_KILLS'] ?? 6)
const WRITERS = Number(process.env['HUB_WRITERS'] ?? 3)
/** Points of one answer. */
const MOST_POINTS = 20_000

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'seetrain-kill-'))
})
afterEach(async () => {
  await Promise.all(started.splice(0).map(command => command.end('SIGKILL')))
  rmSync(folder, { recursive: true, force: true })
})

const started: Command[] = []
function start(command: Command): Command {
  started.push(command)
  return command
}

interface Streamed {
  id: string
  dir: string
  points: number
  sink: { lag: number; poisoned: number; state: string }
}

test(
  `a hub that is killed ${KILLS} times while ${WRITERS} runs stream to it has each journal and each series exactly`,
  async () => {
    const data = join(folder, 'data')
    let hub = start(Command.seetrain(['serve', '--port', '0', '--data', data]))
    const url = await hub.listening()
    const port = new URL(url).port
    const enough = join(folder, 'enough')
    const writers = Array.from({ length: WRITERS }, (_, index) =>
      start(Command.program('stream-points.ts', [join(folder, `far-${index}`), enough], { SEETRAIN_URL: url })),
    )
    for (let kill = 0; kill < KILLS; kill++) {
      await new Promise(resolve => setTimeout(resolve, 50 + Math.random() * 300))
      await hub.end('SIGKILL')
      hub = start(Command.seetrain(['serve', '--port', port, '--data', data]))
      await hub.listening()
    }
    // they were at work through all the kills
    expect(writers.map(({ child }) => child.exitCode)).toEqual(writers.map(() => null))
    writeFileSync(enough, '')
    expect(await Promise.all(writers.map(writer => writer.closed))).toEqual(writers.map(() => 0))
    const streamed = writers.map(({ stdout }) => JSON.parse(stdout) as Streamed)
    for (const [index, { sink }] of streamed.entries()) {
      expect(sink).toMatchObject({ poisoned: 0, state: 'closed' })
      // a run that ended while the hub was away left its rest for the sync
      const sync = start(Command.seetrain(['sync', join(folder, `far-${index}`)], { SEETRAIN_URL: url }))
      expect([await sync.closed, sync.stderr]).toEqual([0, ''])
    }
    await expectSame(url, data, streamed)
    expect(await hub.end('SIGTERM')).toBe(0)
    // and over an index that is made anew
    const again = Command.seetrain(['reindex', '--dir', data])
    expect(await again.closed).toBe(0)
    const last = start(Command.seetrain(['serve', '--port', port, '--data', data]))
    await last.listening()
    await expectSame(url, data, streamed)
    expect(await last.end('SIGTERM')).toBe(0)
  },
  60_000 + KILLS * 6000,
)

async function expectSame(url: string, data: string, streamed: readonly Streamed[]): Promise<void> {
  const client = new HubClient({ url })
  for (const { id, dir, points } of streamed) {
    const stored = join(data, '.seetrain/runs', id)
    const segments = readdirSync(dir).filter(name => name.endsWith('.bin'))
    expect(segments.length).toBeGreaterThan(1)
    expect(readdirSync(stored).filter(name => name.endsWith('.bin'))).toEqual(segments)
    for (const name of segments)
      expect(readFileSync(join(stored, name)).equals(readFileSync(join(dir, name)))).toBe(true)
    await until(async () => (await client.call('getRun', { params: { id } })).state === 'finished')
    expect(points).toBeGreaterThan(KILLS * 20)
    expect(await valuesOf(client, id, 'acc', points)).toEqual(Float64Array.from({ length: points }, (_, step) => step))
    expect(await valuesOf(client, id, 'loss', points)).toEqual(
      Float64Array.from({ length: points }, (_, step) => Math.sin(step) / 3),
    )
    const { rows, total } = await client.call('listMedia', { query: { runs: [id], limit: 1000 } })
    expect(total).toBe(Math.floor(points / 500))
    for (const { record } of rows)
      expect(await (await client.request('getBlob', { params: { sha256: record.items[0]!.blob.sha256 } })).text()).toBe(
        `step ${Number(record.step)}`,
      )
  }
}

/** Every value of a series, in the order of logging. */
async function valuesOf(client: HubClient, run: string, key: string, points: number): Promise<Float64Array> {
  const found: number[] = []
  for (let from = 0; from < points; from += MOST_POINTS) {
    const part = { runs: [run], keys: [key], buckets: MOST_POINTS, from, to: from + MOST_POINTS - 1 }
    const { series } = await client.series(part)
    expect(series.map(({ form }) => form)).toEqual(['points'])
    found.push(...series[0]!.columns['value']!)
  }
  return Float64Array.from(found)
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    if (await holds().catch(() => false)) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('it did not come true within 10 s')
}
