import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HubClient } from '@seetrain/hub'
import { Command } from './command.ts'

const KILLS = Number(process.env['HUB_KILLS'] ?? 6)
const WRITERS = Number(process.env['HUB_WRITERS'] ?? 3)
const POINTS = 4000
// a writer pauses 40 times, so that it is at work through all the kills

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
  sink: { lag: number; poisoned: number; state: string }
}

test(
  `a hub that is killed ${KILLS} times while ${WRITERS} runs stream to it has each journal and each series exactly`,
  async () => {
    const data = join(folder, 'data')
    let hub = start(Command.seetrain(['serve', '--port', '0', '--data', data]))
    const url = await hub.listening()
    const port = new URL(url).port
    const writers = Array.from({ length: WRITERS }, (_, index) =>
      start(
        Command.program('stream-points.ts', [join(folder, `far-${index}`), String(POINTS), String(KILLS * 15)], {
          SEETRAIN_URL: url,
        }),
      ),
    )
    for (let kill = 0; kill < KILLS; kill++) {
      await new Promise(resolve => setTimeout(resolve, 50 + Math.random() * 300))
      await hub.end('SIGKILL')
      hub = start(Command.seetrain(['serve', '--port', port, '--data', data]))
      await hub.listening()
    }
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
  60_000 + KILLS * 2000,
)

async function expectSame(url: string, data: string, streamed: readonly Streamed[]): Promise<void> {
  const client = new HubClient({ url })
  for (const { id, dir } of streamed) {
    const stored = join(data, '.seetrain/runs', id)
    const segments = readdirSync(dir).filter(name => name.endsWith('.bin'))
    expect(segments.length).toBeGreaterThan(1)
    expect(readdirSync(stored).filter(name => name.endsWith('.bin'))).toEqual(segments)
    for (const name of segments)
      expect(readFileSync(join(stored, name)).equals(readFileSync(join(dir, name)))).toBe(true)
    await until(async () => (await client.call('getRun', { params: { id } })).state === 'finished')
    const { series } = await client.series({ runs: [id], keys: ['loss', 'acc'], buckets: 20_000 })
    const steps = Float64Array.from({ length: POINTS }, (_, step) => step)
    expect(series.map(({ key, form }) => [key, form])).toEqual([
      ['loss', 'points'],
      ['acc', 'points'],
    ])
    expect(series[0]!.columns['value']).toEqual(steps.map(step => Math.sin(step) / 3))
    expect(series[1]!.columns['value']).toEqual(steps)
    const { rows } = await client.call('listMedia', { query: { runs: [id] } })
    expect(rows).toHaveLength(POINTS / 500)
    for (const { record } of rows)
      expect(await (await client.request('getBlob', { params: { sha256: record.items[0]!.blob.sha256 } })).text()).toBe(
        `step ${Number(record.step)}`,
      )
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    if (await holds().catch(() => false)) return
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  throw new Error('it did not come true within 10 s')
}
