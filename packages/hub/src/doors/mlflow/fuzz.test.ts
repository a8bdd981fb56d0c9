import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { startHub, type Hub } from '../../start-hub.ts'
import type { RouteTable } from './match-route.ts'
import type { MlflowDoor } from './mlflow-door.ts'
import { mlflowRoutes } from './mlflow-routes.ts'

let folder: string
let hub: Hub
const errors: string[] = []
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'seetrain-mlflow-'))
  const logger = { debug() {}, info() {}, warn() {}, error: (message: string) => void errors.push(message) }
  hub = await startHub({ home: join(folder, '.seetrain'), mode: 'local', logger })
})
afterAll(async () => {
  await hub.close()
  rmSync(folder, { recursive: true, force: true })
})

// the names alone are asked for: nothing is called
const table: RouteTable = mlflowRoutes({} as MlflowDoor)
const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 15)

const odd = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom<unknown>(
    '',
    '..',
    '__proto__',
    'constructor',
    'NaN',
    'a'.repeat(9000),
    -1,
    1e308,
    null,
    true,
    [],
    {},
    [null],
    [[]],
  ),
)
// put in last: what shows a failure can not go through it
const DEEP = 'deep'
const deep = '['.repeat(5000) + ']'.repeat(5000)
const named = fc.constantFrom<unknown>(
  '0',
  'run',
  "name = 'a'",
  "span.name = 'a' AND trace.text LIKE '%a%'",
  'metrics.a DESC',
  ['0'],
  [{ key: 'a', value: 'b' }],
  '[{"inputs":{"a":1.0}}]',
  `[{"inputs":${deep}}]`,
  DEEP,
  { value: DEEP },
  5,
)
const FIELDS = [
  'run_id',
  'experiment_id',
  'experiment_ids',
  'name',
  'new_name',
  'key',
  'value',
  'timestamp',
  'step',
  'filter',
  'order_by',
  'max_results',
  'page_token',
  'metrics',
  'params',
  'tags',
  'datasets',
  'models',
  'version',
  'alias',
  'stage',
  'source',
  'run_ids',
  'metric_key',
  'start_step',
  'end_step',
  'path',
  'trace',
  'locations',
  'trace_ids',
  'status',
  'model_json',
  'view_type',
  'assessment',
  'request_ids',
  'model_id',
  'records',
  'dataset_record_ids',
  'filter_string',
  'filter_string1',
  'filter_string2',
  'base_filter',
  'update_mask',
  'overrides',
  'expectation',
  'inputs',
  'trace_id',
  'prompt_versions',
  'serialized_scorer',
]

test(
  'whatever comes to any route, the answer is an answer in the words of MLflow',
  async () => {
    expect(table.names.length).toBeGreaterThan(100)
    const value = fc.oneof(
      odd,
      named,
      fc.array(fc.oneof(odd, named, fc.dictionary(fc.constantFrom(...FIELDS), odd)), { maxLength: 3 }),
    )
    const fields = fc.dictionary(fc.constantFrom(...FIELDS), value, { maxKeys: 8 })
    for (const name of table.names) {
      const [version, method, path] = name.split(' ') as [string, string, string]
      await fc.assert(
        fc.asyncProperty(
          fields,
          fc.oneof(fc.constantFrom('x', '0', '__proto__'), fc.string({ minLength: 1 })),
          (members, word) =>
            expectAnswer(
              version,
              method,
              path.replace(/:\w+/g, () => escape(word)),
              members,
            ),
        ),
        { numRuns: ROUNDS },
      )
    }
  },
  60_000 + ROUNDS * 4000,
)

async function expectAnswer(
  version: string,
  method: string,
  path: string,
  members: { [name: string]: unknown },
): Promise<void> {
  const url = new URL(`${hub.url}/api/${version}/mlflow/${path}`)
  if (method === 'GET')
    for (const [name, value] of Object.entries(members))
      for (const one of [value].flat())
        url.searchParams.append(name, String(typeof one === 'object' ? JSON.stringify(one) : one).slice(0, 300))
  const body = method === 'GET' ? null : JSON.stringify(members).replaceAll(`"${DEEP}"`, deep)
  const answer = await fetch(url, { method, body, headers: { 'content-type': 'application/json' } })
  const text = await answer.text()
  expect([name(method, path), answer.status === 501 || answer.status < 500, errors]).toEqual([
    name(method, path),
    true,
    [],
  ])
  if (answer.status < 400) return
  expect(JSON.parse(text)).toEqual({ error_code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) })
  expect(text).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b/)
}

function name(method: string, path: string): string {
  return `${method} ${path}`
}

// half a surrogate can not be escaped
function escape(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '')) || 'x'
}
