import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import fc from 'fast-check'
import { nodeFileSystem, readRun, runFolder, type RunRecord } from 'seetrain'
import { frame, HookClient, type Call } from '../python/hook-client.ts'
import { HubUnderTest } from './hub-under-test.ts'

let under: HubUnderTest
let number = 0
beforeEach(async () => {
  under = await HubUnderTest.start()
})
afterEach(async () => {
  expect(under.errors).toEqual([])
  await under[Symbol.asyncDispose]()
})

function client(run: object = {}, process?: object): HookClient & { runId: string } {
  const runId = `run-${++number}`
  const open = { run: { id: runId, project: 'p', ...run }, ...(process && { process }) }
  return Object.assign(new HookClient(() => under, `client-${number}`, open), { runId })
}

function records(id: string): RunRecord[] {
  return [...readRun(runFolder(under.home, id), nodeFileSystem)].map(({ record }) => record)
}

function points(id: string): [string, number, number][] {
  return records(id).flatMap(record =>
    record.kind === 'metric' ? [[record.key, record.step, record.value] as const] : [],
  ) as never
}

const log = (step: number): Call => ({ call: 'log', args: [{ loss: step / 8 }, { step }] })
const finish: Call = { call: 'finish', args: [{}] }

describe('calls', () => {
  it('become records of an ordinary run, at the time they were made', async () => {
    const one = client({ config: { lr: 0.5 }, tags: ['a'] })
    const { body } = await one.call(1, [
      log(0),
      log(1),
      { call: 'alert', args: ['look', { level: 'warning' }] },
      finish,
    ])
    expect(body).toEqual({ acknowledged: 4, failures: [] })
    expect(points(one.runId)).toEqual([
      ['loss', 0, 0],
      ['loss', 1, 0.125],
    ])
    const all = records(one.runId)
    expect(all[0]).toMatchObject({ kind: 'open', time: 1000, tags: ['a'] })
    expect(all).toContainEqual(expect.objectContaining({ kind: 'metric', time: 2002 }))
    expect(all.at(-1)).toMatchObject({ kind: 'end', state: 'finished', time: 2004 })
  })

  it('reach the adapter of a framework by its own names', async () => {
    const one = client()
    const hook = (name: string, ...args: unknown[]): Call => ({ framework: 'pytorch_lightning', hook: name, args })
    await one.call(1, [hook('log_metrics', { loss: 2, epoch: 1 }, 7), hook('log_hyperparams', { width: 3 }), finish])
    expect(records(one.runId)).toContainEqual(
      expect.objectContaining({ kind: 'metric', key: 'loss', step: 7, epoch: 1, value: 2 }),
    )
  })

  it('that are wrong are told by name, and those behind them are carried out', async () => {
    const { status, body } = await client().call(1, [
      { call: 'lgo', args: [] },
      { framework: 'pytorch_lightning', hook: 'log_metric', args: [] },
      { framework: 'pytorch_lightning', hook: 'log_metrics', args: ['loss'] },
      { framework: 'pytroch', hook: 'log_metrics', args: [] },
      { call: 'log', args: 'x' },
      { call: 'log', args: [{ $array: { dtype: 'float12', shape: [1], at: 0, length: 4 } }] },
      log(1),
    ])
    expect(status).toBe(200)
    expect(body.acknowledged).toBe(7)
    expect(body.failures.map(({ sequence, code }) => [sequence, code])).toEqual([
      [1, 'INVALID_ARGUMENT'],
      [2, 'UNKNOWN_HOOK'],
      [3, 'INVALID_ARGUMENT'],
      [4, 'UNKNOWN_INTEGRATION'],
      [5, 'INVALID_ARGUMENT'],
      [6, 'INVALID_ARGUMENT'],
    ])
    expect(body.failures[0]!.message).toMatch(/^call: got the string "lgo"/)
  })
})

describe('a client that sends again', () => {
  it('is recognised, also by the next hub', async () => {
    const one = client()
    await one.call(1, [log(0), log(1)])
    expect((await one.call(1, [log(0), log(1), log(2)])).body.acknowledged).toBe(3)
    await under.restart()
    expect((await one.call(2, [log(1), log(2), log(3)])).body.acknowledged).toBe(4)
    await one.call(5, [finish])
    expect((await one.call(1, [log(0), log(1), log(2), log(3), finish])).body.acknowledged).toBe(5)
    expect(points(one.runId).map(([, step]) => step)).toEqual([0, 1, 2, 3])
    expect(records(one.runId).at(-1)).toMatchObject({ kind: 'end', state: 'finished' })
  })

  it('is told where a hole is, and to open first', async () => {
    const one = client()
    const closed = await one.send(one.frames(1, [log(0)], false))
    expect([closed.status, JSON.parse(closed.text).error.code]).toEqual([409, 'OPEN_NEEDED'])
    await one.call(1, [log(0)])
    const hole = await one.send(one.frames(3, [log(2)]))
    expect([hole.status, JSON.parse(hole.text).error.code, hole.headers['seetrain-acknowledged']]).toEqual([
      409,
      'GAP',
      '1',
    ])
  })

  it('loses nothing by a damaged frame: nothing of its batch is carried out', async () => {
    const one = client()
    const bytes = Buffer.from(one.frames(1, [log(0), log(1)]))
    bytes[bytes.length - 1]! ^= 1
    const answer = await one.send(bytes)
    expect([answer.status, JSON.parse(answer.text).error.code]).toEqual([400, 'BAD_FRAME'])
    expect((await one.call(1, [log(0)])).body.acknowledged).toBe(1)
  })
})

describe('processes', () => {
  it('of one run write one journal each; one that is gone makes room', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid
    const first = client({}, { pid: gone })
    await first.call(1, [log(0)])
    const second = new HookClient(() => under, 'second', { run: { id: first.runId, resume: 'allow' } })
    await second.call(1, [log(1), finish])
    const ends = records(first.runId).filter(record => record.kind === 'end')
    expect(ends).toMatchObject([{ state: 'killed' }, { state: 'finished' }])
    expect(points(first.runId).map(([, step]) => step)).toEqual([0, 1])
  })

  it('that join a living one are guests', async () => {
    const first = client()
    await first.call(1, [log(0)])
    const guest = new HookClient(() => under, 'guest', {
      run: { id: first.runId, resume: 'allow' },
      process: { guest: true },
    })
    await guest.call(1, [log(5), finish])
    expect((await first.call(2, [log(1), finish])).body.acknowledged).toBe(3)
    expect(
      points(first.runId)
        .map(([, step]) => step)
        .sort((a, b) => a - b),
    ).toEqual([0, 1, 5])
  })

  it('may not take an id that is there', async () => {
    const first = client()
    await first.call(1, [finish])
    const other = new HookClient(() => under, 'other', { run: { id: first.runId } })
    expect(await other.call(1, [log(0)])).toMatchObject({ status: 409, body: { error: { code: 'RUN_EXISTS' } } })
  })
})

describe('arrays and files', () => {
  const kinds: [string, number[], number[]][] = [
    ['float16', [0x00, 0x3c, 0x00, 0xfc], [1, -Infinity]],
    ['bfloat16', [0x80, 0x3f, 0x20, 0xc1], [1, -10]],
    ['int64', [1, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255], [1, -1]],
    ['bool', [1, 0], [1, 0]],
  ]
  it.each(kinds)('%s', async (dtype, bytes, values) => {
    const one = client()
    const place = { at: 0, length: bytes.length / values.length }
    const args = [
      {
        a: { $array: { dtype, shape: [1], ...place } },
        b: { $array: { dtype, shape: [1], ...place, at: place.length } },
      },
    ]
    const body = Buffer.concat([
      one.frames(1, []),
      frame({ seq: 1, time: 1, call: 'log', args }, Uint8Array.from(bytes)),
    ])
    expect(JSON.parse((await one.send(body)).text)).toEqual({ acknowledged: 1, failures: [] })
    expect(points(one.runId).map(([, , value]) => value)).toEqual(values)
  })

  it('a file that was sent along is found by its name', async () => {
    const one = client()
    const sha256 = await upload('weights')
    const path = '/home/somebody/model.bin'
    const artifact = { name: 'm', type: 'model', entries: [{ file: path }] }
    const { body } = await one.call(1, [{ call: 'log_artifact', args: [artifact], files: { [path]: sha256 } }, finish])
    expect(body.failures).toEqual([])
    expect(records(one.runId)).toContainEqual(
      expect.objectContaining({ kind: 'artifact', name: 'm', files: 1, size: 7 }),
    )
  })

  it('no other file of a server is read', async () => {
    await under.restart({ mode: 'server' })
    const one = client()
    const secret = join(under.home, 'secret.png')
    nodeFileSystem.writeFileAtomic(secret, 'x')
    await one.call(1, [
      { call: 'log_artifact', args: [{ name: 'm', type: 'model', entries: [{ file: secret }] }] },
      { call: 'log_html', args: ['page', { $media: { type: 'image', data: secret } }] },
      { call: 'log_image', args: ['picture', secret] },
      finish,
    ])
    expect(records(one.runId).map(({ kind }) => kind)).not.toEqual(expect.arrayContaining(['artifact']))
    expect(records(one.runId).map(({ kind }) => kind)).not.toEqual(expect.arrayContaining(['media']))
  })

  async function upload(text: string): Promise<string> {
    const sha256 = createHash('sha256').update(text).digest('hex')
    const answer = await under.raw('PUT', `/api/v1/blobs/${sha256}`, { 'content-length': String(text.length) }, text)
    expect(answer.status).toBe(200)
    return sha256
  }
})

it('answers at a socket of the folder that only its owner may open', async () => {
  const socketPath = join(under.home, 'hub.sock')
  expect(statSync(socketPath).mode & 0o777).toBe(0o600)
  const status = await new Promise((resolve, reject) => {
    request({ socketPath, path: '/healthz', headers: { host: 'localhost' } }, response => {
      response.resume()
      resolve(response.statusCode)
    })
      .on('error', reject)
      .end()
  })
  expect(status).toBe(200)
  expect(JSON.parse(Buffer.from(nodeFileSystem.readFile(join(under.home, 'hub.json'))).toString())).toEqual({
    url: under.url,
    socket: socketPath,
    pid: process.pid,
  })
})

it('whatever a frame says, the answer is no failure of the hub', async () => {
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(...['$array', '$media', '$bytes', '$number'].map(mark => ({ [mark]: {} }))),
  )
  const call = fc.record(
    {
      call: fc.oneof(
        fc.constantFrom('log', 'log_image', 'log_table', 'log_artifact', 'define_metric', 'edit', 'finish'),
        value,
      ),
      framework: fc.oneof(fc.constantFrom('keras', 'tensorboard', 'wandb', 'ray_tune'), value),
      hook: fc.oneof(fc.constantFrom('log', 'set_model', 'add_image', 'log_trial_start'), value),
      args: fc.oneof(fc.array(value, { maxLength: 4 }), value),
      files: value,
    },
    { requiredKeys: ['args'] },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(call, { maxLength: 5 }), fc.uint8Array({ maxLength: 20 }), async (calls, bytes) => {
      const one = client()
      const body = Buffer.concat([
        one.frames(1, calls as Call[]),
        frame({ seq: calls.length + 1, time: 1, ...finish }, bytes),
      ])
      const { status, text } = await one.send(body)
      expect([status < 500, text, under.errors]).toEqual([true, expect.any(String), []])
    }),
    { numRuns: Number(process.env['FUZZ_ROUNDS'] ?? 60) },
  )
}, 120_000)
