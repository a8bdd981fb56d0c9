import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from '../../hub/command.ts'
import { HubUnderTest } from '../../hub/hub-under-test.ts'
import { errorOf, MlflowApi } from './mlflow-api.ts'

let under: HubUnderTest
let api: MlflowApi
beforeEach(async () => {
  under = await HubUnderTest.start()
  api = new MlflowApi(under)
})
afterEach(async () => {
  const { errors } = under
  await under[Symbol.asyncDispose]()
  expect(errors).toEqual([])
})

const metric = (key: string, value: unknown, step = 0): object => ({ key, value, step, timestamp: 1_700_000_000_000 })

describe('what is refused', () => {
  it.each([
    ['runs/get', 'GET', undefined, 400, 'INVALID_PARAMETER_VALUE', "Missing value for required parameter 'run_id'."],
    ['runs/get?run_id=nope', 'GET', undefined, 404, 'RESOURCE_DOES_NOT_EXIST', 'Run with id=nope not found'],
    [
      'experiments/get?experiment_id=7',
      'GET',
      undefined,
      404,
      'RESOURCE_DOES_NOT_EXIST',
      'No Experiment with id=7 exists',
    ],
    [
      'experiments/get-by-name?experiment_name=x',
      'GET',
      undefined,
      404,
      'RESOURCE_DOES_NOT_EXIST',
      "Could not find experiment with name 'x'",
    ],
    [
      'experiments/create',
      'POST',
      { name: 5 },
      400,
      'INVALID_PARAMETER_VALUE',
      "Invalid value 5 for parameter 'name' supplied:  Hint: Value was of type 'int'.",
    ],
    [
      'experiments/create',
      'POST',
      '{"name":"a","artifact_location":9.0}',
      400,
      'INVALID_PARAMETER_VALUE',
      "Invalid value 9.0 for parameter 'artifact_location' supplied:  Hint: Value was of type 'float'.",
    ],
    [
      'experiments/create',
      'POST',
      `{"name":${'['.repeat(90)}${']'.repeat(90)}}`,
      400,
      'INVALID_PARAMETER_VALUE',
      'The body is nested too deep.',
    ],
    [
      'experiments/create',
      'POST',
      { name: 'Default' },
      400,
      'RESOURCE_ALREADY_EXISTS',
      'Experiment(name=Default) already exists.',
    ],
    [
      'runs/create',
      'POST',
      { experiment_id: '0', start_time: 'soon' },
      400,
      'INVALID_PARAMETER_VALUE',
      `Invalid value "soon" for parameter 'start_time'`,
    ],
    [
      'runs/search',
      'POST',
      { experiment_ids: ['0'], filter: 'metrics.a' },
      400,
      'INVALID_PARAMETER_VALUE',
      "Invalid clause(s) in filter string: 'metrics.a'",
    ],
    [
      'runs/search',
      'POST',
      { experiment_ids: ['0'], filter: 'x.a = 1' },
      400,
      'INVALID_PARAMETER_VALUE',
      "Invalid entity type 'x'.",
    ],
    [
      'runs/search',
      'POST',
      { experiment_ids: ['0'], page_token: '!' },
      400,
      'INVALID_PARAMETER_VALUE',
      'Invalid page token',
    ],
    ['webhooks', 'POST', {}, 501, 'NOT_IMPLEMENTED', 'POST /api/2.0/mlflow/webhooks is not implemented by this hub.'],
  ])('%s with %s %j', async (path, method, body, status, code, message) => {
    const answer = await errorOf(api.raw(method, `/api/2.0/mlflow/${path}`, body))
    expect(answer).toEqual([status, code, expect.stringContaining(message)])
  })

  it('a batch of which a part is wrong, whole', async () => {
    const run_id = await api.startRun()
    const refused = await errorOf(
      api.post('runs/log-batch', { run_id, metrics: [metric('a', 1)], params: [{ key: '../up', value: '1' }] }),
    )
    expect(refused).toEqual([400, 'INVALID_PARAMETER_VALUE', expect.stringContaining("for parameter 'params[0].key'")])
    const many = Array.from({ length: 1001 }, (_, step) => metric('a', 1, step))
    expect(await errorOf(api.post('runs/log-batch', { run_id, metrics: many }))).toEqual([
      400,
      'INVALID_PARAMETER_VALUE',
      expect.stringContaining('at most 1000 metrics. Got 1001 metrics.'),
    ])
    const { run } = await api.ok(api.get(`runs/get?run_id=${run_id}`))
    expect(run.data).toMatchObject({ metrics: [], params: [] })
  })

  it.each(['..%2fsecret', '%252e%252e/secret', '%2f..%2f..', 'a/..%5c..%5cb', 'c:%5cx', '%00', 'x%23y'])(
    'the artifact path %s',
    async path => {
      for (const method of ['PUT', 'GET', 'DELETE']) {
        const { status } = await under.raw(method, `/api/2.0/mlflow-artifacts/artifacts/0/${path}`, {}, 'x')
        expect([method, status]).toEqual([method, 400])
      }
      const listing = await under.raw('GET', `/api/2.0/mlflow-artifacts/artifacts?path=${encodeURIComponent('../..')}`)
      expect(JSON.parse(listing.text)).toEqual({ error_code: 'INVALID_PARAMETER_VALUE', message: 'Invalid path' })
    },
  )
})

describe('metrics', () => {
  it('keep every number, several values of a step, and a point that is sent again once', async () => {
    const run_id = await api.startRun()
    const batch = {
      run_id,
      metrics: [metric('a', 'NaN'), metric('a', 'Infinity', 2), metric('a', 0.1, 2), metric('b', -5, -3)],
    }
    await api.ok(api.post('runs/log-batch', batch))
    await api.ok(api.post('runs/log-batch', batch))
    const { metrics } = await api.ok(api.get(`metrics/get-history?run_id=${run_id}&metric_key=a`))
    expect(metrics.map((point: { step: number; value: unknown }) => [point.step, point.value])).toEqual([
      [0, 'NaN'],
      [2, 0.1],
      [2, 'Infinity'],
    ])
    const { run } = await api.ok(api.get(`runs/get?run_id=${run_id}`))
    expect(run.data.metrics).toEqual([
      { key: 'a', value: 'Infinity', step: 2, timestamp: 1_700_000_000_000 },
      { key: 'b', value: -5, step: -3, timestamp: 1_700_000_000_000 },
    ])
  })

  it('are given by pages, and as samples that show a spike', async () => {
    const run_id = await api.startRun()
    // in a stretch from 4313 to 4327
    const spike = 4320
    for (let from = 0; from < 5000; from += 1000) {
      const metrics = Array.from({ length: 1000 }, (_, at) => metric('a', from + at === spike ? 99 : 1, from + at))
      await api.ok(api.post('runs/log-batch', { run_id, metrics }))
    }
    const query = `metrics/get-history?run_id=${run_id}&metric_key=a&max_results=3000`
    const first = await api.ok(api.get(query))
    const second = await api.ok(api.get(`${query}&page_token=${encodeURIComponent(first['next_page_token'])}`))
    expect([first['metrics'].length, second['metrics'].length, second['next_page_token']]).toEqual([
      3000,
      2000,
      undefined,
    ])
    const interval = `metrics/get-history-bulk-interval?run_ids=${run_id}&metric_key=a&max_results=320`
    const { metrics } = await api.ok(api.get(interval))
    const steps = metrics.map((point: { step: number }) => point.step)
    expect([metrics.length, steps[0], steps.at(-1)]).toEqual([320, 0, 4999])
    expect(metrics.some((point: { value: number }) => point.value === 99)).toBe(true)
    expect(steps).toEqual([...steps].sort((a, b) => a - b))
  })
})

describe('an address', () => {
  it('with a slash too many, as behind a server named with one at its end, leads to the one that is meant', async () => {
    const experiment = `${under.url}//api/2.0//mlflow/experiments/get?experiment_id=0`
    const answer = await fetch(experiment)
    expect([answer.redirected, answer.url]).toEqual([true, experiment.replace('//api/2.0//', '/api/2.0/')])
    expect(await answer.json()).toMatchObject({ experiment: { name: 'Default' } })
    const created = await fetch(`${under.url}//api/2.0/mlflow/experiments/create`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'sent on' }),
    })
    expect(created.status).toBe(200)
    const elsewhere = await fetch(`${under.url}//example.org/`, { redirect: 'manual' })
    expect([elsewhere.status, elsewhere.headers.get('location')]).toEqual([404, null])
  })
})

describe('a run', () => {
  it('is over in the dashboard when MLflow says so, also when something comes afterwards', async () => {
    const run_id = await api.startRun('late')
    await api.ok(api.post('runs/update', { run_id, status: 'FAILED', end_time: 1_700_000_009_000 }))
    await api.ok(api.post('runs/log-metric', { run_id, ...metric('a', 1) }))
    await under.hub.caughtUp()
    expect(await under.client.call('getRun', { params: { id: run_id } })).toMatchObject({
      state: 'failed',
      createdAt: 1_700_000_000_000,
      endedAt: 1_700_000_009_000,
      metrics: { a: { count: 1 } },
    })
    await api.ok(api.post('runs/update', { run_id, status: 'RUNNING' }))
    await under.hub.caughtUp()
    expect(await under.client.call('getRun', { params: { id: run_id } })).toMatchObject({ state: 'running' })
  })

  it('leaves the lists with its experiment, and comes back', async () => {
    const { experiment_id } = await api.ok(api.post('experiments/create', { name: 'e' }))
    const id = await api.startRun('r', experiment_id)
    const listed = async (): Promise<number> => (await under.client.call('listRuns', {})).total
    await api.ok(api.post('experiments/delete', { experiment_id }))
    await under.hub.caughtUp()
    expect(await listed()).toBe(0)
    expect(await errorOf(api.post('runs/set-tag', { run_id: id, key: 'a', value: 'b' }))).toEqual([
      400,
      'INVALID_PARAMETER_VALUE',
      `The run ${id} must be in the 'active' state. Current state is deleted.`,
    ])
    await api.ok(api.post('experiments/restore', { experiment_id }))
    await under.hub.caughtUp()
    expect(await listed()).toBe(1)
  })
})

describe('artifacts', () => {
  it('come in parts, by addresses that need no token of their own', async () => {
    const run = await api.startRun()
    const folder = `/api/2.0/mlflow-artifacts/mpu`
    const begun = await api.ok(
      api.raw('POST', `${folder}/create/0/${run}/artifacts`, { path: '/tmp/big.bin', num_parts: 2 }),
    )
    const parts = []
    for (const { url, part_number } of begun['credentials'] as { url: string; part_number: number }[]) {
      const { headers } = await under.raw('PUT', new URL(url).pathname, {}, `part ${part_number} `)
      parts.push({ part_number, etag: headers.etag, url })
    }
    const finish = { path: '/tmp/big.bin', upload_id: begun['upload_id'], parts }
    await api.ok(api.raw('POST', `${folder}/complete/0/${run}/artifacts`, finish))
    const { text, headers } = await under.raw('GET', `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/big.bin`)
    expect([text, headers['x-content-type-options']]).toEqual(['part 1 part 2 ', 'nosniff'])
    expect(await errorOf(api.raw('POST', `${folder}/complete/0/${run}/artifacts`, finish))).toEqual([
      404,
      'RESOURCE_DOES_NOT_EXIST',
      expect.any(String),
    ])
  })

  it('take any size with little memory', async () => {
    const run = await api.startRun()
    const piece = Buffer.alloc(1024 * 1024, 7)
    const pieces = 300
    const hash = createHash('sha256')
    const before = process.memoryUsage().rss
    let most = 0
    await new Promise<void>((resolve, reject) => {
      const { hostname, port } = new URL(under.url)
      const path = `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/huge.bin`
      const sent = request({ method: 'PUT', hostname, port, path }, response => response.resume().on('end', resolve))
      sent.on('error', reject)
      const send = (left: number): void => {
        most = Math.max(most, process.memoryUsage().rss - before)
        if (left === 0) return void sent.end()
        hash.update(piece)
        if (sent.write(piece)) setImmediate(send, left - 1)
        else sent.once('drain', () => send(left - 1))
      }
      send(pieces)
    })
    const { files } = await api.ok(api.get(`artifacts/list?run_id=${run}`))
    expect(files).toEqual([{ path: 'huge.bin', is_dir: false, file_size: pieces * piece.length }])
    await under.hub.caughtUp()
    const { rows } = await under.client.call('listArtifacts', { query: { runs: [run], limit: 1 } })
    expect(rows[0]!.record.size).toBe(pieces * piece.length)
    expect(most).toBeLessThan(200 * 1024 * 1024)
  }, 60_000)
})

describe('who may', () => {
  it('is told by a token, as a bearer or as the password of anybody', async () => {
    await under.restart({ mode: 'server' })
    const token = async (scope: 'read' | 'write' | 'admin'): Promise<string> =>
      (await under.client.call('createToken', { body: { user: 'me', name: scope, scope } })).token
    const admin = await token('admin')
    const write = (
      await under.clientWith(admin).call('createToken', { body: { user: 'me', name: 'w', scope: 'write' } })
    ).token
    const read = (await under.clientWith(admin).call('createToken', { body: { user: 'me', name: 'r', scope: 'read' } }))
      .token
    const basic = (secret: string): string => `Basic ${Buffer.from(`anybody:${secret}`).toString('base64')}`
    expect(await errorOf(api.get('experiments/get?experiment_id=0'))).toEqual([
      401,
      'UNAUTHENTICATED',
      expect.any(String),
    ])
    await new MlflowApi(under, { authorization: `Bearer ${write}` }).startRun()
    await new MlflowApi(under, { authorization: basic(write) }).startRun()
    const reader = new MlflowApi(under, { authorization: basic(read) })
    await reader.ok(reader.get('experiments/get?experiment_id=0'))
    await reader.ok(reader.post('runs/search', { experiment_ids: ['0'] }))
    expect(await errorOf(reader.post('runs/create', { experiment_id: '0' }))).toEqual([
      403,
      'PERMISSION_DENIED',
      expect.any(String),
    ])
    expect(await errorOf(new MlflowApi(under, { authorization: basic('wrong') }).get('runs/get'))).toEqual([
      401,
      'UNAUTHENTICATED',
      expect.any(String),
    ])
  })
})

describe('a restart', () => {
  it('finds what was there', async () => {
    const run_id = await api.startRun('kept')
    await api.ok(
      api.post('runs/log-batch', { run_id, metrics: [metric('a', 1, 5)], params: [{ key: 'p', value: 'v' }] }),
    )
    const before = await api.ok(api.get(`runs/get?run_id=${run_id}`))
    await under.restart()
    expect(await api.ok(api.get(`runs/get?run_id=${run_id}`))).toEqual(before)
    await api.ok(api.post('runs/log-batch', { run_id, metrics: [metric('a', 1, 5), metric('a', 2, 6)] }))
    const { metrics } = await api.ok(api.get(`metrics/get-history?run_id=${run_id}&metric_key=a`))
    expect(metrics).toHaveLength(2)
  })

  it('after a kill finds all that was confirmed', async () => {
    const data = mkdtempSync(join(tmpdir(), 'seetrain-mlflow-kill-'))
    try {
      let hub = Command.seetrain(['serve', '--port', '0', '--data', data])
      let url = await hub.listening()
      const post = async (path: string, body: object): Promise<Response> =>
        fetch(`${url}/api/2.0/mlflow/${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
      const { run } = (await (await post('runs/create', { experiment_id: '0' })).json()) as {
        run: { info: { run_id: string } }
      }
      const run_id = run.info.run_id
      let confirmed = 0
      for (let kill = 0; kill < 3; kill++) {
        setTimeout(() => void hub.end('SIGKILL'), 150 + kill * 70)
        for (;;) {
          const answer = await post('runs/log-metric', { run_id, ...metric('a', confirmed, confirmed) }).catch(
            () => undefined,
          )
          if (answer?.status !== 200) break
          confirmed++
        }
        await hub.closed
        hub = Command.seetrain(['serve', '--port', '0', '--data', data])
        url = await hub.listening()
      }
      const history = await fetch(`${url}/api/2.0/mlflow/metrics/get-history?run_id=${run_id}&metric_key=a`)
      const { metrics } = (await history.json()) as { metrics: { step: number }[] }
      const steps = metrics.map(({ step }) => step)
      expect(confirmed).toBeGreaterThan(3)
      // one that was written but not confirmed any more was sent again
      expect(steps.slice(0, confirmed)).toEqual(Array.from({ length: confirmed }, (_, step) => step))
      expect(new Set(steps).size).toBe(steps.length)
      await hub.end('SIGTERM')
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  }, 60_000)
})
