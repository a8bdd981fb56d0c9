import fc from 'fast-check'
import { HubUnderTest } from './hub-under-test.ts'
import { describedOperations, otherOperations, type Operation, type Schema } from './operations.ts'

let under: HubUnderTest
let ids: string[]
beforeAll(async () => {
  under = await HubUnderTest.start()
  const run = under.run({ config: { lr: 0.1 } })
  for (let step = 0; step < 100; step++) run.log({ loss: step }, { step })
  run.logTable('table', [{ a: 1 }])
  await run.finish()
  await under.hub.caughtUp()
  const { rows } = await under.client.call('listMedia', {})
  ids = [run.id, rows[0]!.record.items[0]!.blob.sha256, '0'.repeat(64), 'loss', 'config.lr', 'state', 'run:x']
})
afterAll(() => under[Symbol.asyncDispose]())

const ROUNDS = Number(process.env['FUZZ_ROUNDS'] ?? 40)

test(
  "whatever is sent to any route, the answer is the caller's mistake or an answer, and tells nothing of the inside",
  async () => {
    const described = describedOperations(await under.client.call('getOpenApi', {}))
    expect(described.length).toBeGreaterThan(30)
    const others = otherOperations(under.hub.routes, described)
    expect(others.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['/healthz', '/readyz', '/metrics', '/{rest}']),
    )
    for (const operation of [...described, ...others]) {
      await fc.assert(
        fc.asyncProperty(requestTo(operation), request => expectSafe(operation, request)),
        { numRuns: ROUNDS },
      )
    }
  },
  60_000 + ROUNDS * 2000,
)

interface Sent {
  path: string
  headers: Record<string, string>
  body: string | Uint8Array | undefined
}

async function expectSafe({ method, isForeign }: Operation, { path, headers, body }: Sent): Promise<void> {
  const { status, text } = await under.raw(method, path, headers, body)
  expect([method, path, status, under.errors]).toEqual([method, path, expect.any(Number), []])
  // what a server of MLflow says of what it lacks
  if (!isForeign || status !== 501) expect(status).toBeLessThan(500)
  if (status < 400) return
  expect(text).not.toMatch(/\bat .*:\d+:\d+|node_modules|\.ts\b|SQLITE/)
  if (isForeign || text === '') return
  const { error } = JSON.parse(text) as { error: { code: string; message: string } }
  expect(error).toEqual(
    expect.objectContaining({ code: expect.stringMatching(/^[A-Z_]+$/), message: expect.any(String) }),
  )
}

const odd = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '..',
    '../..',
    '%00',
    '-1',
    '1e999',
    'NaN',
    '[]',
    '__proto__',
    'a'.repeat(5000),
    "';--",
    '\u202e',
    '\ud800',
  ),
)
const known = fc.nat().map(index => ids[index % ids.length]!)

function requestTo({ path, parameters, body, mediaType }: Operation) {
  const inPath = parameters.filter(parameter => parameter.in === 'path')
  const inQuery = parameters.filter(parameter => parameter.in === 'query')
  return fc
    .record({
      values: fc.array(fc.oneof({ weight: 3, arbitrary: known }, odd), {
        minLength: inPath.length,
        maxLength: inPath.length,
      }),
      query: fc.tuple(...inQuery.map(({ schema }) => fc.option(valueOf(schema, 1)))),
      extra: fc.oneof({ weight: 9, arbitrary: fc.constant('') }, { weight: 1, arbitrary: odd }),
      body: body === undefined ? fc.constant(undefined) : bodyOf(body),
      type: fc.oneof(
        { weight: 4, arbitrary: fc.constant(mediaType ?? 'application/json') },
        fc.constantFrom('application/json', 'application/x-protobuf', 'text/plain', 'nonsense'),
      ),
      headers: fc.oneof(
        { weight: 4, arbitrary: fc.constant({}) },
        fc.constantFrom<Record<string, string>>(
          { range: 'bytes=5-1' },
          { 'content-encoding': 'gzip' },
          { 'content-range': 'bytes 0-0/1' },
          { cookie: 'seetrain_token=' },
        ),
      ),
    })
    .map(({ values, query, extra, body, type, headers }) => ({
      path: addressOf(path, inPath, values, inQuery, query, extra),
      headers: { 'content-type': type, ...headers } as Record<string, string>,
      body,
    }))
}

function addressOf(
  template: string,
  inPath: Operation['parameters'],
  values: readonly string[],
  inQuery: Operation['parameters'],
  query: readonly unknown[],
  extra: string,
): string {
  const path = inPath.reduce((text, { name }, index) => text.replace(`{${name}}`, escape(values[index]!)), template)
  const parts = inQuery.flatMap(({ name }, index) =>
    query[index] === null || query[index] === undefined
      ? []
      : [
          `${name}=${[query[index]]
            .flat()
            .map(item => escape(String(item)))
            .join(',')}`,
        ],
  )
  return `${path}?${[...parts, ...(extra === '' ? [] : [escape(extra)])].join('&')}`
}

// half a surrogate can not be escaped; it is left away
function escape(text: string): string {
  return encodeURIComponent(text.replace(/[\ud800-\udfff]/g, ''))
}

function bodyOf(schema: Schema | 'bytes'): fc.Arbitrary<string | Uint8Array> {
  if (schema === 'bytes') return fc.uint8Array({ maxLength: 200 })
  const shaped = valueOf(schema, 3).map(value => JSON.stringify(value) ?? 'null')
  return fc.oneof({ weight: 4, arbitrary: shaped }, fc.json(), fc.string())
}

/** Mostly what the schema asks for, sometimes something else. */
function valueOf(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 25, arbitrary: rightValue(schema, depth) }, odd)
}

function rightValue(schema: Schema, depth: number): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(option => rightValue(option, depth)))
  switch (schema.type) {
    case 'integer':
      return fc.oneof(fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 100, 1e6) }), fc.integer())
    case 'number':
      return fc.double()
    case 'boolean':
      return fc.boolean()
    case 'array':
      return fc.array(valueOf(schema.items ?? {}, depth - 1), { maxLength: 3 })
    case 'object':
      return fc.record(
        Object.fromEntries(
          Object.entries(schema.properties ?? {}).map(([name, member]) => [name, valueOf(member, depth - 1)]),
        ),
        { requiredKeys: schema.required ?? [] },
      )
    default:
      return fc.oneof({ weight: 9, arbitrary: known }, odd)
  }
}
