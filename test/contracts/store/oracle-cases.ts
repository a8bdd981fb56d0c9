import fc from 'fast-check'
import { MemoryStore } from '../../../packages/hub/src/store/memory/memory-store.ts'
import type { StoredRecord } from '../../../packages/hub/src/store/batch.ts'
import type { Comparison, RunField, RunFilter } from '../../../packages/hub/src/store/run-query.ts'
import type { Store } from '../../../packages/hub/src/store/store.ts'
import type { StoreSubject } from '../store.ts'
import { columnsOf, Feeder, openRecord } from './batches.ts'

const RUNS = ['run-a', 'run-b', 'run-c']
const KEYS = ['loss', 'acc']

const time = fc.nat(30)
const word = fc.constantFrom('alpha', 'beta', 'Gamma', 'gamma ray', 'ünder', '50%', '')
const number = fc.oneof(fc.integer({ min: -4, max: 4 }), fc.constantFrom(NaN, Infinity, -Infinity))
const plain = fc.oneof(number, word, fc.boolean(), fc.constant(null), fc.constant(7n), fc.constant([1, 'x']))

const record = fc.oneof(
  fc.record({ kind: fc.constant('edit' as const), time, notes: word, tags: fc.array(word, { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('edit' as const), time, deleted: fc.boolean() }),
  fc.record({ kind: fc.constant('config' as const), time, set: fc.dictionary(fc.constantFrom('lr', 'wd'), plain) }),
  fc.record({ kind: fc.constant('config' as const), time, set: fc.record({ net: fc.record({ size: plain }) }) }),
  fc.record({
    kind: fc.constant('definition' as const),
    time,
    key: fc.constantFrom(...KEYS),
    summary: fc.constantFrom('min', 'max', 'mean', 'last', 'best', 'none'),
    goal: fc.constantFrom('minimize', 'maximize'),
  }),
  fc.record({
    kind: fc.constant('end' as const),
    time,
    state: fc.constantFrom('finished', 'failed'),
    dropped: fc.constant(0),
  }),
  fc.record({
    kind: fc.constant('console' as const),
    time,
    stream: fc.constantFrom('stdout', 'stderr'),
    line: fc.nat(3),
    text: word,
  }),
  fc.record({ kind: fc.constant('alert' as const), time, title: word, level: fc.constantFrom('info', 'error') }),
)

const point = fc.record({ step: fc.integer({ min: -5, max: 20 }), value: number, time })
const batch = fc.record({
  run: fc.constantFrom(...RUNS),
  writer: fc.constantFrom('main', 'main', 'rank-1', 'zeta'),
  opens: fc.boolean(),
  points: fc.dictionary(fc.constantFrom(...KEYS), fc.array(point, { maxLength: 12 })),
  records: fc.array(record, { maxLength: 4 }),
})

const field: fc.Arbitrary<RunField> = fc.oneof(
  fc.record({
    of: fc.constant('run' as const),
    name: fc.constantFrom('id', 'state', 'notes', 'createdAt', 'endedAt', 'updatedAt', 'duration'),
  }),
  fc.record({ of: fc.constant('config' as const), path: fc.constantFrom('lr', 'wd', 'net.size', 'net') }),
  fc.record({
    of: fc.constant('metric' as const),
    key: fc.constantFrom(...KEYS),
    value: fc.constantFrom('summary', 'last', 'min', 'max', 'mean', 'count', 'lastStep'),
  }),
)
const { filter } = fc.letrec<{ filter: RunFilter }>(tie => ({
  filter: fc.oneof(
    { depthSize: 'small' },
    fc.record({
      field: fc.oneof(field, fc.constant({ of: 'tag' } as const)),
      is: fc.constantFrom<Comparison>('=', '!=', '<', '<=', '>', '>=', 'contains'),
      value: fc.oneof(fc.integer({ min: -3, max: 30 }), word, fc.boolean(), fc.constantFrom('running', 'failed')),
    }),
    fc.record({ field, is: fc.constant('present' as const) }),
    fc.record({ not: tie('filter') }),
    fc.record({ all: fc.array(tie('filter'), { maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('filter'), { maxLength: 3 }) }),
  ),
}))
const questions = fc.record({
  filter,
  sort: fc.array(fc.record({ field, descending: fc.boolean() }), { maxLength: 2 }),
  deleted: fc.constantFrom('exclude' as const, 'include' as const, 'only' as const),
  text: word,
  buckets: fc.integer({ min: 1, max: 30 }),
  alive: fc.dictionary(fc.constantFrom(...RUNS), fc.boolean()),
})

/** Whatever is taken in and asked, the answers are those of the store that looks at everything each time. */
export function oracleCases(subject: StoreSubject): void {
  test('any batches, any questions: the answers are those of the memory store', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(batch, { maxLength: 10 }), questions, async (batches, asked) => {
        await subject.store.clear()
        const oracle = new MemoryStore()
        for (const [index, store] of [subject.store, oracle].entries()) {
          const feeders = new Map<string, Feeder>()
          for (const { run, writer, opens, points, records } of batches) {
            const place = `${run} ${writer}`
            const feeder = feeders.get(place) ?? new Feeder(() => (index === 0 ? subject.store : oracle), run, writer)
            feeders.set(place, feeder)
            const opening = opens ? [openRecord({ runId: run, createdAt: run.charCodeAt(4), time: 5 }, writer)] : []
            await feeder.feed({
              records: [...opening, ...(records as StoredRecord[])],
              series: Object.entries(points).map(([key, list]) => columnsOf(key, list)),
            })
          }
          for (const [run, alive] of Object.entries(asked.alive)) await store.setAlive(run, alive)
        }
        expect(await answers(subject.store, asked)).toEqual(await answers(oracle, asked))
      }),
      { numRuns: 150 },
    )
  })
}

type Questions = typeof questions extends fc.Arbitrary<infer Asked> ? Asked : never

async function answers(store: Store, { filter, sort, deleted, text, buckets }: Questions): Promise<object> {
  const page = { limit: 20 }
  const perRun = await Promise.all(
    RUNS.map(async run => ({
      row: await store.run(run),
      metrics: await store.metrics(run),
      lines: await store.console({ runId: run, writer: 'main', text, ...page }),
    })),
  )
  const cursors = await store.cursors()
  return {
    perRun,
    cursors: cursors.sort((one, other) => `${one.runId} ${one.writer}`.localeCompare(`${other.runId} ${other.writer}`)),
    runs: await store.runs({ filter, sort, deleted, metrics: ['loss'], ...page }),
    found: await store.runs({ text, ...page }),
    projects: await store.projects(),
    columns: await store.columns(),
    series: await store.series({ runs: RUNS, keys: KEYS, buckets }),
    alerts: await store.alerts(page),
    counts: await store.counts(),
  }
}
