import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { FRAME, init, readRun, runFolder, nodeFileSystem, scanFrames } from '@seetrain/core'
import { errorIn, HubUnderTest } from './hub-under-test.ts'

let under: HubUnderTest
let far: string
beforeEach(async () => {
  under = await HubUnderTest.start({ mode: 'server' })
  far = mkdtempSync(join(tmpdir(), 'seetrain-far-'))
})
afterEach(async () => {
  expect(under.errors).toEqual([])
  await under[Symbol.asyncDispose]()
  rmSync(far, { recursive: true, force: true })
})

/** The journal of a run on another machine. */
async function farJournal(points: number): Promise<{ id: string; bytes: Buffer }> {
  const quiet = { captureConsole: false, captureEnvironment: false, systemMonitor: false }
  const run = init({ dir: far, settings: quiet })
  for (let step = 0; step < points; step++) run.log({ loss: step / 7 }, { step })
  await run.finish()
  return { id: run.id, bytes: readFileSync(join(run.dir, 'journal.bin')) }
}

const put = (id: string, offset: number, body: Uint8Array, headers: Record<string, string> = {}) =>
  under.raw(
    'PUT',
    `/api/v1/runs/${id}/journal?offset=${offset}`,
    { 'content-type': 'application/vnd.seetrain.journal', ...headers },
    body,
  )

describe('PUT of a journal', () => {
  it.each([
    ['as it is', (bytes: Buffer): Uint8Array => bytes, {}],
    ['with gzip', gzipSync, { 'content-encoding': 'gzip' }],
    ['with zstd', zstdCompressSync, { 'content-encoding': 'zstd' }],
  ])('%s, is answered with the length and can be asked for', async (_, pack, headers) => {
    const { id, bytes } = await farJournal(1000)
    const answer = await put(id, 0, pack(bytes), headers)
    expect([answer.status, JSON.parse(answer.text), answer.headers['upload-offset']]).toEqual([
      200,
      { offset: bytes.length },
      String(bytes.length),
    ])
    await under.hub.caughtUp()
    expect((await under.client.call('getRun', { params: { id } })).metrics['loss']).toMatchObject({
      count: 1000,
      last: 999 / 7,
    })
    const back = await under.raw('GET', `/api/v1/runs/${id}/journal`)
    expect(Buffer.compare(back.bytes, bytes)).toBe(0)
    expect((await under.raw('GET', `/api/v1/runs/${id}/journal?offset=${bytes.length}`)).bytes).toHaveLength(0)
    expect((await under.raw('HEAD', `/api/v1/runs/${id}/journal`)).headers['upload-offset']).toBe(String(bytes.length))
  })

  it('that leaves a hole is refused with the wanted offset', async () => {
    const { id, bytes } = await farJournal(100)
    const answer = await put(id, 50, bytes.subarray(50))
    expect([answer.status, answer.headers['upload-offset'], errorIn(answer)]).toMatchObject([
      409,
      '0',
      { code: 'GAP', field: 'offset', offset: 0 },
    ])
    expect((await under.raw('HEAD', `/api/v1/runs/${id}/journal`)).status).toBe(404)
  })

  it('may come twice, and in pieces that do not end where frames do', async () => {
    const { id, bytes } = await farJournal(500)
    let offset = 0
    for (let turn = 0; offset < bytes.length; turn++) {
      const back = turn % 3 === 0 ? Math.min(offset, 100) : 0
      const answer = await put(id, offset - back, bytes.subarray(offset - back, offset + 777))
      expect(answer.status).toBe(200)
      offset = Number(answer.headers['upload-offset'])
    }
    const steps = [...readRun(runFolder(under.home, id), nodeFileSystem)].flatMap(({ record }) =>
      record.kind === 'metric' ? record.step : [],
    )
    expect(steps).toEqual(Array.from({ length: 500 }, (_, step) => step))
  })

  it('whose bytes were changed on the way is refused', async () => {
    const { id, bytes } = await farJournal(100)
    const digest = createHash('sha256').update(bytes).digest('base64')
    const changed = Buffer.from(bytes)
    changed[700]! ^= 1
    expect(errorIn(await put(id, 0, changed)).code).toBe('DAMAGED')
    expect(errorIn(await put(id, 0, changed, { 'content-digest': `sha-256=:${digest}:` })).code).toBe('WRONG_DIGEST')
    const own = createHash('sha256').update(changed).digest('base64')
    expect((await put(id, 0, changed, { 'content-digest': `sha-256=:${own}:` })).status).toBe(200)
  })

  it('of another run, or of no run at all, is refused', async () => {
    const { bytes } = await farJournal(10)
    expect(errorIn(await put('other', 0, bytes)).code).toBe('WRONG_RUN')
    expect(errorIn(await put('other', 0, Buffer.from('GET / HTTP/1.1'))).code).toBe('NOT_A_JOURNAL')
    expect(errorIn(await put('other', 0, Buffer.alloc(0))).code).toBe('NOT_A_JOURNAL')
    expect(await under.client.call('listRuns', {})).toMatchObject({ total: 0 })
  })

  it('shows a run as running while its bytes come, and as it ended when they have', async () => {
    const { id, bytes } = await farJournal(100)
    let end = 0
    scanFrames(bytes, 0, bytes.length, true, frame => {
      if (frame.type === FRAME.points) end = frame.end
      return true
    })
    await put(id, 0, bytes.subarray(0, end))
    await under.hub.caughtUp()
    expect(await under.client.call('getRun', { params: { id } })).toMatchObject({ state: 'running' })
    await put(id, end, bytes.subarray(end))
    await under.hub.caughtUp()
    expect(await under.client.call('getRun', { params: { id } })).toMatchObject({ state: 'finished' })
  })

  it('waits its turn when the memory for bodies is spent', async () => {
    await under.restart({ mode: 'server', limits: { journalBytes: 64 * 1024 * 1024 } })
    const many = await Promise.all(
      Array.from({ length: 12 }, (_, index) => put(`r${index}`, 0, Buffer.alloc(33_000_000))),
    )
    const busy = many.filter(({ status }) => status === 503)
    expect(busy.length).toBeGreaterThan(0)
    expect(busy[0]!.headers['retry-after']).toBe('1')
    expect(many.every(({ status }) => status === 503 || status === 400)).toBe(true)
  }, 20_000)
})

describe('PUT of a blob', () => {
  const data = Buffer.alloc(3_000_000, 'seetrain')
  const sha256 = createHash('sha256').update(data).digest('hex')
  const path = `/api/v1/blobs/${sha256}`

  it('stores what matches its name', async () => {
    expect((await under.raw('HEAD', path)).headers['upload-offset']).toBe('0')
    const answer = await under.raw('PUT', path, {}, data)
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { sha256, size: data.length, complete: true }])
    expect(Buffer.compare((await under.raw('GET', path)).bytes, data)).toBe(0)
    expect(errorIn(await under.raw('PUT', `/api/v1/blobs/${'0'.repeat(64)}`, {}, 'other')).code).toBe('WRONG_DIGEST')
    expect((await under.raw('HEAD', `/api/v1/blobs/${'0'.repeat(64)}`)).status).toBe(404)
  })

  it('goes on where it broke off', async () => {
    const first = await under.raw(
      'PUT',
      path,
      { 'content-range': `bytes 0-999999/${data.length}` },
      data.subarray(0, 1_000_000),
    )
    expect(JSON.parse(first.text)).toEqual({ sha256, size: 1_000_000, complete: false })
    await under.restart({ mode: 'server' })
    const head = await under.raw('HEAD', path)
    expect([head.status, head.headers['upload-offset']]).toEqual([404, '1000000'])
    const rest = await under.raw(
      'PUT',
      path,
      { 'content-range': `bytes 1000000-2999999/${data.length}` },
      data.subarray(1_000_000),
    )
    expect(JSON.parse(rest.text)).toMatchObject({ complete: true })
    expect((await under.raw('HEAD', path)).status).toBe(200)
  })

  it('that is here already gets a new date, also when it is only asked for: a sweep spares what a record is about to name', async () => {
    await under.raw('PUT', path, {}, data)
    const file = join(under.home, 'blobs', sha256.slice(0, 2), sha256)
    const ask: (() => Promise<{ status: number }>)[] = [
      () => under.raw('HEAD', path),
      () => under.raw('PUT', path, {}, data),
    ]
    for (const again of ask) {
      utimesSync(file, 1, 1)
      expect((await again()).status).toBe(200)
      expect(statSync(file).mtimeMs).toBeGreaterThan(1e12)
    }
    utimesSync(file, 1, 1)
    await under.raw('GET', path)
    expect(statSync(file).mtimeMs).toBe(1000)
  })

  it('refuses ranges that make no sense, holes and what is too large', async () => {
    await under.restart({ mode: 'server', limits: { blobBytes: 1000 } })
    expect((await under.raw('PUT', path, {}, data)).status).toBe(413)
    const part = (range: string) => under.raw('PUT', path, { 'content-range': range }, 'abc')
    expect((await part('bytes 5-7/10')).headers['upload-offset']).toBe('0')
    for (const range of ['bytes 7-5/10', 'bytes 0-2/2', 'items 0-2/3', 'bytes */3'])
      expect((await part(range)).status).toBe(400)
    expect((await under.raw('PUT', path, { 'transfer-encoding': 'chunked' }, 'abc')).status).toBe(411)
  })
})

describe('two hubs on one folder', () => {
  it('share it: the second says so, reads along and writes nothing', async () => {
    const run = under.run({ experimentName: 'first' })
    await run.finish()
    await under.hub.caughtUp()
    const { startHub, HubClient } = await import('@seetrain/hub')
    const second = await startHub({ home: under.home, mode: 'local' })
    try {
      expect(second.readOnlyReason).toMatch(/^another hub \(this process\) has /)
      const client = new HubClient({ url: second.url })
      expect(await client.call('getStatus', {})).toMatchObject({ readOnly: true, counts: { runs: 1 } })
      expect((await client.call('listRuns', {})).rows.map(({ name }) => name)).toEqual(['first'])
      for (const attempt of [
        client.call('editRun', { params: { id: run.id }, body: { notes: 'x' } }),
        client.call('createToken', { body: { name: 'x', scope: 'read' } }),
        client.request('putBlob', { params: { sha256: '0'.repeat(64) } }),
      ])
        await expect(attempt).rejects.toMatchObject({
          status: expect.any(Number),
          code: expect.stringMatching(/READ_ONLY|LENGTH_NEEDED/),
        })
      const live = (await client.request('live', {})).body!.getReader()
      const next = async (): Promise<string> => new TextDecoder().decode((await live.read()).value)
      expect(await next()).toContain('"readOnly":true')
      // its first look is what later ones are compared with
      await new Promise(resolve => setImmediate(resolve))
      await under.client.call('editRun', { params: { id: run.id }, body: { notes: 'by the first' } })
      const other = under.run({ experimentName: 'later' })
      let heard = ''
      while (!heard.includes(other.id)) heard += await next()
      await live.cancel()
      await other.finish()
      expect(await client.call('getRun', { params: { id: run.id } })).toMatchObject({ notes: 'by the first' })
    } finally {
      await second.close()
    }
    await under.restart()
    expect(under.hub.readOnlyReason).toBeUndefined()
  })
})

test('a folder that can not be written is shown from an index in memory', async () => {
  const run = under.run({ experimentName: 'kept' })
  await run.finish()
  await under.hub.close()
  const refuse = (): never => {
    throw Object.assign(new Error('read-only file system'), { code: 'EROFS' })
  }
  await under.restart({ fileSystem: { ...nodeFileSystem, writeFileAtomic: refuse } })
  expect(under.hub.readOnlyReason).toMatch(/can not be written \(EROFS\)$/)
  await under.hub.caughtUp()
  expect((await under.client.call('listRuns', {})).rows.map(({ name }) => name)).toEqual(['kept'])
  await expect(under.client.call('deleteRun', { params: { id: run.id } })).rejects.toMatchObject({ code: 'READ_ONLY' })
})

test('a config that is nested without reason is lost alone, counted and told', async () => {
  const core = await import('@seetrain/core')
  const ids: string[] = []
  for (const depth of [150, 500, 2000, 5000, 20_000, 200_000]) {
    const folder = join(far, `deep-${depth}`)
    const id = `deep-${depth}`
    const writer = new core.JournalWriter({
      folder,
      thread: 0,
      durability: 'record',
      segmentBytes: 1e8,
      clock: core.systemClock,
      fileSystem: nodeFileSystem,
      ids: core.randomIdSource,
    })
    const origin = { id: 'main', host: 'h', pid: 1, thread: 0 }
    writer.record({
      kind: 'open',
      time: 1,
      runId: id,
      project: 'p',
      name: id,
      createdAt: 1,
      writer: origin,
      resumed: false,
      version: '0',
    })
    writer.close()
    const text = `{"kind":"config","time":2,"set":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`
    const bytes = Buffer.concat([readFileSync(join(folder, 'journal.bin')), recordFrame(text, 1)])
    expect((await put(id, 0, bytes)).status).toBe(200)
    ids.push(id)
  }
  await under.hub.caughtUp()
  const { rows } = await under.client.call('listRuns', {})
  expect(rows.map(({ id, lost }) => `${id}: ${lost}`).sort()).toEqual(
    ids.map(id => `${id}: ${id === 'deep-150' ? 0 : 1}`).sort(),
  )
  const deepest = await under.client.call('getRun', { params: { id: 'deep-150' } })
  expect(JSON.stringify(deepest.config).match(/"a"/g)).toHaveLength(150)
  const troubles = await under.client.call('listTroubles', {})
  expect(troubles.rows.map(({ runId, kind }) => `${runId}: ${kind}`).sort()).toEqual(
    ids
      .filter(id => id !== 'deep-150')
      .map(id => `${id}: damaged`)
      .sort(),
  )
})

/** A record frame around any text, as docs/journal-format.md describes it. */
function recordFrame(text: string, sequence: number): Buffer {
  const payload = Buffer.from(text)
  const frame = Buffer.alloc(14 + payload.length)
  frame.set([0xc5, 0x7e, FRAME.record])
  frame.writeUIntLE(payload.length, 3, 3)
  frame.writeUInt32LE(sequence, 6)
  payload.copy(frame, 14)
  frame.writeUInt32LE(crc32c(Buffer.concat([frame.subarray(2, 10), payload])), 10)
  return frame
}

function crc32c(bytes: Uint8Array): number {
  let crc = ~0
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  return ~crc >>> 0
}
