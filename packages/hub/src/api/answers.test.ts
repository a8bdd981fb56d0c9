import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Artifact, init, type Run } from '@seetrain/core'
import * as v from 'valibot'
import { HubClient } from '../client/hub-client.ts'
import { startHub, type Hub } from '../start-hub.ts'
import { openApiDocument } from './openapi.ts'
import { isBytes, type RouteContract } from './route.ts'
import { ROUTES } from './routes.ts'

let dir: string
let hub: Hub
let run: Run
let client: HubClient
const call = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) }

beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'seetrain-answers-'))
  hub = await startHub({
    home: join(dir, '.seetrain'),
    mode: 'local',
    fetch: async () => Response.json({ choices: [] }),
  })
  client = new HubClient({ url: hub.url })
  run = init({ dir, config: { lr: 0.1, at: new Date(0), big: 12n }, settings: { systemMonitor: false } })
  for (let step = 0; step < 50; step++) run.log({ loss: step === 7 ? Number.NaN : step }, { step, epoch: step / 10 })
  run.log({ odd: -Infinity })
  run.defineMetric('loss', { goal: 'minimize' })
  run.logTable('table', [{ a: 1 }])
  run.logArtifact(new Artifact('weights', 'model').addObject({ a: 1 }, 'weights.json'))
  run.logSpan({
    ...call,
    kind: 'span',
    time: 1,
    endTime: 2,
    name: 'chat',
    spanKind: 'llm',
    status: 'ok',
    attributes: {},
  })
  run.alert('look here', { level: 'warning', text: 'why' })
  await run.finish({ state: 'failed', error: new Error('gone wrong') })
  await hub.caughtUp()
})
afterAll(async () => {
  await hub.close()
  rmSync(dir, { recursive: true, force: true })
})

/** What the routes that need something are called with. */
async function inputs(): Promise<{ [name: string]: object }> {
  const { id } = run
  const { rows: media } = await client.call('listMedia', { query: { type: 'table' } })
  const { rows: artifacts } = await client.call('listArtifacts', {})
  return {
    listRuns: { query: { metrics: ['*'] } },
    getRun: { params: { id } },
    listMetrics: { params: { id } },
    editRun: { params: { id }, body: { notes: 'n' } },
    deleteRun: { params: { id } },
    restoreRun: { params: { id } },
    compareRuns: { body: { runs: [id] } },
    getSeries: { query: { runs: [id], keys: ['loss', 'odd'], format: 'json' } },
    postSeries: { body: { runs: [id], keys: ['loss', 'odd'], buckets: 10, format: 'json' } },
    getBands: { body: { groups: [{ name: 'g', runs: [id] }], keys: ['loss', 'odd'] } },
    getTable: { params: { sha256: media[0]!.record.items[0]!.blob.sha256 } },
    listConsole: { params: { id } },
    listArtifactFiles: { params: { sha256: artifacts[0]!.record.manifest.sha256 } },
    listEdges: { query: { nodes: [`run:${id}`] } },
    listEnvironment: { params: { id } },
    createToken: { body: { name: 'n', scope: 'read' } },
    scoreSpan: { params: { id }, body: { ...call, name: 'good', value: true } },
    makeDataset: { params: { id }, body: { name: 'calls', calls: [{ runId: id, ...call }] } },
    listSpanGroups: { query: { by: 'trace' } },
    replayCall: { body: { address: 'http://127.0.0.1:9/v1', request: { model: 'm' } } },
  }
}

it('every route that answers with JSON gives what its schema says', async () => {
  const given = await inputs()
  const { id } = await client.call('createToken', { body: { name: 'made', user: 'ann', scope: 'read' } })
  given['revokeToken'] = { params: { id } }
  given['revokeUserTokens'] = { params: { user: 'ann' } }
  const called: string[] = []
  for (const [name, { answer }] of Object.entries<RouteContract>(ROUTES)) {
    const schema = answer !== undefined && isBytes(answer) ? answer.json : answer
    // a cookie needs a token that is right; the others answer with bytes to those who send bytes
    if (schema === undefined || ['startSession', 'putBlob', 'putJournal', 'putHooks'].includes(name)) continue
    const result = v.safeParse(schema, await client.call(name as 'listRuns', given[name] ?? {}))
    expect([name, result.issues?.map(issue => `${v.getDotPath(issue)}: ${issue.message}`)]).toEqual([name, undefined])
    called.push(name)
  }
  expect(called.length).toBeGreaterThan(28)
})

it('the document has every route, its parameters as they are meant, and both forms of a series', () => {
  const { paths } = openApiDocument('1') as {
    paths: {
      [path: string]: {
        [method: string]: { parameters: object[]; responses: { [status: string]: { content: object } } }
      }
    }
  }
  for (const { path, method } of Object.values<RouteContract>(ROUTES))
    expect(paths[path.replace(/:(\w+)/g, '{$1}')]).toHaveProperty(method.toLowerCase())
  const { parameters, responses } = paths['/api/v1/series']!['get']!
  expect(parameters).toContainEqual(
    expect.objectContaining({
      name: 'buckets',
      in: 'query',
      required: false,
      schema: { type: 'integer', minimum: 1, maximum: 20_000, default: 1000 },
    }),
  )
  expect(Object.keys(responses['200']!.content)).toEqual(['application/vnd.seetrain.series', 'application/json'])
})
