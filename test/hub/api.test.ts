import { Artifact, type Run } from '@seetrain/core'
import { HubUnderTest } from './hub-under-test.ts'
import { TIME_SLACK } from '../slack.ts'

let under: HubUnderTest
let runs: Run[]

beforeAll(async () => {
  under = await HubUnderTest.start()
  runs = [0.1, 0.01, 0.001].map((lr, index) =>
    fill(
      under.run({
        project: 'p',
        experimentName: `run ${index}`,
        config: { lr, net: { layers: 2 } },
        tags: [`t${index}`],
      }),
      index,
    ),
  )
  await Promise.all(runs.map(run => run.finish()))
  await under.hub.caughtUp()
})
afterAll(async () => {
  expect(under.errors).toEqual([])
  await under[Symbol.asyncDispose]()
})

function fill(run: Run, index: number): Run {
  for (let step = 0; step < 2000; step++)
    run.log({ loss: index + 1 / (step + 1), 'val/acc': step === 1234 ? 99 : step / 4000 }, { step, epoch: step / 100 })
  run.log({ odd: Number.NaN }, { step: 0 })
  run.log({ odd: Infinity }, { step: 1 })
  run.logTable('table', [
    { a: 2, b: 'x' },
    { a: 1, b: 'y' },
  ])
  run.logText('note', `words about otters ${index}`)
  run.logArtifact(new Artifact('weights', 'model').addObject({ index }, 'weights.json'))
  run.alert('look here', { level: 'warning' })
  return run
}

const call: HubUnderTest['client']['call'] = (name, input) => under.client.call(name, input)

describe('answers', () => {
  it('shows numbers that JSON lacks by their names', async () => {
    const { metrics } = await call('getRun', { params: { id: runs[0]!.id } })
    expect(metrics['odd']).toMatchObject({ count: 2, last: 'Infinity' })
  })
})

describe('runs', () => {
  const names = async (query: object): Promise<string[]> =>
    (await call('listRuns', { query })).rows.map(run => run.name)

  it('are found by the filter language, sorted and paged', async () => {
    expect(
      await names({ filter: 'config.lr < 0.05 and metrics.val/acc.max > 0.9 and state = finished', sort: 'config.lr' }),
    ).toEqual(['run 2', 'run 1'])
    expect(await names({ filter: 'tags has "t1" or name ~ "RUN 0"', sort: 'name' })).toEqual(['run 0', 'run 1'])
    expect(await names({ filter: 'metrics.loss.min > 1', sort: '-metrics.loss.min' })).toEqual(['run 2', 'run 1'])
    expect(await names({ sort: '-name', limit: 1, offset: 1 })).toEqual(['run 1'])
    expect(await names({ text: 'T1 RUN' })).toEqual(['run 1'])
    expect(await names({ filter: 'createdAt > -1h and duration < 1h' })).toHaveLength(3)
    expect(await names({ project: 'other' })).toEqual([])
  })

  it('tell where a filter goes wrong', async () => {
    await expect(names({ filter: 'config.lr < ' })).rejects.toMatchObject({
      status: 400,
      code: 'FILTER_SYNTAX',
      field: 'filter',
      position: 12,
    })
    await expect(names({ sort: 'tags' })).rejects.toMatchObject({ status: 400, field: 'sort', position: 0 })
  })

  it('keep what people change, also over an index that is made anew', async () => {
    const { id } = runs[2]!
    await call('editRun', { params: { id }, body: { name: 'renamed', tags: ['a', 'b'], notes: '# Notes' } })
    await call('deleteRun', { params: { id } })
    expect(await names({ filter: 'name = renamed' })).toEqual([])
    expect(await names({ filter: 'name = renamed', deleted: 'only' })).toEqual(['renamed'])
    await under.restart()
    await under.hub.caughtUp()
    expect(await call('getRun', { params: { id } })).toMatchObject({
      name: 'renamed',
      tags: ['a', 'b'],
      deleted: true,
      state: 'finished',
    })
    expect(await call('restoreRun', { params: { id } })).toMatchObject({ deleted: false, notes: '# Notes' })
    await call('editRun', { params: { id }, body: { name: 'run 2' } })
  })

  it('that are not there are said to be so', async () => {
    for (const name of ['getRun', 'listMetrics', 'deleteRun', 'restoreRun'] as const)
      await expect(call(name, { params: { id: 'nope' } })).rejects.toMatchObject({
        status: 404,
        code: 'RUN_MISSING',
        field: 'id',
      })
    await expect(call('editRun', { params: { id: 'nope' }, body: {} })).rejects.toMatchObject({ status: 404 })
    await expect(call('compareRuns', { body: { runs: ['nope'] } })).rejects.toMatchObject({ status: 404 })
  })

  it('are compared in what differs', async () => {
    const { config, metrics } = await call('compareRuns', { body: { runs: [runs[0]!.id, runs[1]!.id] } })
    expect(config.filter(row => row.differs)).toEqual([{ path: 'lr', differs: true, values: [0.1, 0.01] }])
    expect(metrics.filter(row => row.differs).map(row => row.key)).toEqual(['loss'])
  })
})

describe('series', () => {
  it('show a planted spike, in every number of buckets and on every axis', async () => {
    const ids = runs.map(run => run.id)
    for (const buckets of [1, 7, 100, 1999])
      for (const axis of ['step', 'time', 'relative', 'epoch', 'metric:loss']) {
        const { series } = await under.client.series({ runs: ids, keys: ['val/acc'], buckets, axis })
        expect(series).toHaveLength(3)
        for (const { columns } of series) expect(Math.max(...(columns['max'] ?? columns['value']!))).toBe(99)
      }
  })

  it('are the same by GET and by POST, in binary and as JSON', async () => {
    const id = runs[0]!.id
    const binary = await under.client.series({ runs: [id], keys: ['loss', 'odd'], buckets: 50, from: 10, to: 500 })
    const got = await under.client.request('getSeries', {
      query: { runs: [id], keys: ['loss', 'odd'], buckets: 50, from: 10, to: 500, format: 'json' },
    })
    const json = (await got.json()) as { series: { key: string; columns: { [name: string]: number[] } }[] }
    expect(json.series.map(({ key, columns }) => [key, Object.keys(columns)])).toEqual(
      binary.series.map(({ key, columns }) => [key, Object.keys(columns)]),
    )
    expect(json.series[0]!.columns['mean']).toEqual([...binary.series[0]!.columns['mean']!])
    expect(
      (await under.raw('GET', `/api/v1/series?runs=${id}&keys=val%2Facc&buckets=10`)).headers['content-type'],
    ).toBe('application/vnd.seetrain.series')
  })

  it('take keys with commas, spaces and signs', async () => {
    const run = under.run({})
    const keys = ['a,b', 'c d', 'e&f=g', 'h+i', 'ключ', '%41']
    for (const key of keys) run.log({ [key]: 1 }, { step: 1 })
    await run.finish()
    await under.hub.caughtUp()
    const got = await under.client.request('getSeries', { query: { runs: [run.id], keys, format: 'json' } })
    expect(((await got.json()) as { series: { key: string }[] }).series.map(({ key }) => key)).toEqual(keys)
  })
})

describe('content', () => {
  it('is searched and paged', async () => {
    expect((await call('listMedia', { query: { text: 'otter' } })).total).toBe(3)
    expect(
      (await call('listMediaKeys', { query: { runs: [runs[0]!.id] } })).rows.map(row => [row.key, row.type]),
    ).toEqual([
      ['note', 'text'],
      ['table', 'table'],
    ])
    expect((await call('listArtifacts', { query: { name: 'weights', limit: 1 } })).total).toBe(3)
    expect((await call('listAlerts', { query: { level: 'warning' } })).total).toBe(3)
    const edges = await call('listEdges', { query: { nodes: [`run:${runs[0]!.id}`], depth: 3 } })
    expect(edges).toMatchObject({ complete: true, rows: [{ record: { relation: 'produced' } }] })
  })

  it('of blobs comes whole, in ranges, or not again', async () => {
    const { rows } = await call('listMedia', { query: { runs: [runs[0]!.id], keys: ['note'] } })
    const path = `/api/v1/blobs/${rows[0]!.record.items[0]!.blob.sha256}`
    const whole = await under.raw('GET', path)
    expect([whole.status, whole.text, whole.headers['cache-control']]).toEqual([
      200,
      'words about otters 0',
      'private, max-age=31536000, immutable',
    ])
    const ranges: [string, number, string, string?][] = [
      ['bytes=0-4', 206, 'words', 'bytes 0-4/20'],
      ['bytes=12-', 206, 'otters 0', 'bytes 12-19/20'],
      ['bytes=-1', 206, '0', 'bytes 19-19/20'],
      ['bytes=5-999', 206, ' about otters 0', 'bytes 5-19/20'],
      ['bytes=x', 200, 'words about otters 0'],
    ]
    for (const [range, status, text, contentRange] of ranges) {
      const part = await under.raw('GET', path, { range })
      expect([part.status, part.text, part.headers['content-range']]).toEqual([status, text, contentRange])
    }
    expect((await under.raw('GET', path, { range: 'bytes=20-' })).status).toBe(416)
    expect((await under.raw('GET', path, { 'if-none-match': whole.headers.etag! })).status).toBe(304)
    const head = await under.raw('HEAD', path)
    expect([head.status, head.headers['content-length'], head.text]).toEqual([200, '20', ''])
  })
})

describe('live events', () => {
  it('tell of new points within a second, by key', async () => {
    const response = await under.client.request('live', {})
    const reader = response.body!.getReader()
    const next = async (): Promise<string> => new TextDecoder().decode((await reader.read()).value)
    expect(await next()).toMatch(/^event: hello\n/)
    const run = under.run({})
    const logged = Date.now()
    run.log({ live: 1 })
    let heard = ''
    while (!heard.includes('"metrics":["live"]')) heard += await next()
    expect(Date.now() - logged).toBeLessThan(1000 * TIME_SLACK)
    expect(heard).toContain(`"runId":"${run.id}"`)
    await reader.cancel()
    await run.finish()
  })
})

describe('callers that listen', () => {
  it('are as many as there may be, and make room when they leave', async () => {
    await using small = await HubUnderTest.start({ limits: { liveClients: 1 } })
    const listen = (): Promise<Response> =>
      fetch(`${small.url}/api/v1/live`, { headers: { 'accept-encoding': 'gzip' } })
    const first = await listen()
    expect(first.headers.get('content-encoding')).toBeNull()
    const refused = await listen()
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '60'])
    await first.body!.cancel()
    let status = 503
    for (let turn = 0; status === 503 && turn < 100; turn++) {
      const next = await listen()
      status = next.status
      await next.body!.cancel()
    }
    expect(status).toBe(200)
    for (let turn = 0; turn < 3; turn++) expect((await small.raw('HEAD', '/api/v1/live')).status).not.toBe(500)
  })
})

describe('the hub itself', () => {
  it('tells its health, its numbers and its interface', async () => {
    expect((await under.raw('GET', '/healthz')).text).toBe('ok\n')
    await call('listAlerts', {})
    const { text, headers } = await under.raw('GET', '/metrics')
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(text).toMatch(/^seetrain_runs \d+$/m)
    expect(text).toMatch(/^seetrain_requests_total\{route="\/api\/v1\/alerts",method="GET",status="200"\} \d+$/m)
    const document = (await call('getOpenApi', {})) as { paths: { [path: string]: object } }
    expect(Object.keys(document.paths).length).toBeGreaterThan(25)
  })

  it('packs long answers for those who ask for that', async () => {
    const { headers } = await under.raw('GET', '/api/v1/openapi.json', { 'accept-encoding': 'gzip' })
    expect(headers['content-encoding']).toBe('gzip')
  })
})
