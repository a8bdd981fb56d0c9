import type { ArtifactRecord, MediaRecord, PlainObject, SpanRecord } from '@seetrain/core'
import type { ConsoleQuery, MediaQuery, SpanQuery } from '../../../packages/hub/src/store/content-query.ts'
import type { SpanGroupQuery, SpanLabel } from '../../../packages/hub/src/store/span-groups.ts'
import type { StoreSubject } from '../store.ts'
import { Feeder, openRecord } from './batches.ts'

const sha = (letter: string): string => letter.repeat(64)
const blob = (letter: string) => ({ sha256: sha(letter), size: 1, mime: 'a/b' })

function media(key: string, step: number, over: Partial<MediaRecord> = {}): MediaRecord {
  return {
    kind: 'media',
    time: 10 + step,
    key,
    step,
    type: 'image',
    items: [{ blob: blob('a'), details: { width: 3 } }],
    ...over,
  }
}

function span(spanId: string, time: number, over: Partial<SpanRecord> = {}): SpanRecord {
  return {
    kind: 'span',
    time,
    endTime: time + 5,
    traceId: 't1',
    spanId,
    name: 'chat',
    spanKind: 'llm',
    status: 'ok',
    attributes: {},
    ...over,
  }
}

function artifact(name: string, version: string, time: number, over: Partial<ArtifactRecord> = {}): ArtifactRecord {
  return {
    kind: 'artifact',
    time,
    name,
    type: 'model',
    version,
    digest: 'd',
    manifest: blob('m'),
    size: 1,
    files: 1,
    aliases: [],
    ...over,
  }
}

export function contentCases(subject: StoreSubject): void {
  const feederOf = (runId = 'run-a', writer = 'main'): Feeder => new Feeder(() => subject.store, runId, writer)

  describe('media', () => {
    const steps = async (query: Partial<MediaQuery>): Promise<string[]> =>
      (await subject.store.media({ limit: 10, ...query })).rows.map(({ record }) => `${record.key} ${record.step}`)

    test('by key, step, type and run, in order; as they were logged', async () => {
      const odd = media('b', 3, { metadata: { when: new Date(1), n: 5n, bytes: Uint8Array.of(1, 2), nan: NaN } })
      await feederOf().records(openRecord(), media('b', 7), odd, media('a', 5), media('t', 0, { type: 'table' }))
      await feederOf('run-b').records(openRecord({ runId: 'run-b' }), media('a', 1))
      await subject.restart()
      expect(await steps({})).toEqual(['a 1', 'a 5', 'b 3', 'b 7', 't 0'])
      expect(await steps({ runs: ['run-a'], keys: ['a', 'b'], fromStep: 4, toStep: 7 })).toEqual(['a 5', 'b 7'])
      expect(await steps({ type: 'table' })).toEqual(['t 0'])
      expect((await subject.store.media({ limit: 1, keys: ['b'] })).rows).toEqual([
        { runId: 'run-a', writer: 'main', record: odd },
      ])
      expect(await steps({ offset: 3, limit: 1 })).toEqual(['b 7'])
    })

    test('keys with their steps, each once', async () => {
      await feederOf().records(
        openRecord(),
        media('b', 7),
        media('b', 3),
        media('b', 7),
        media('b', -1, { type: 'text' }),
      )
      expect(await subject.store.mediaKeys(['run-a'])).toEqual([
        { runId: 'run-a', key: 'b', type: 'image', steps: Float64Array.of(3, 7) },
        { runId: 'run-a', key: 'b', type: 'text', steps: Float64Array.of(-1) },
      ])
    })

    test('by blob, also one within', async () => {
      const nested = media('n', 1, { items: [{ blob: blob('b'), details: { masks: [{ mask: blob('c') }] } }] })
      await feederOf().records(openRecord(), media('a', 0), nested, artifact('w', 'v0', 1))
      expect(await steps({ blob: sha('c') })).toEqual(['n 1'])
      expect(await steps({ blob: sha('x') })).toEqual([])
    })

    test('by words of texts and captions', async () => {
      const text = media('t', 0, { type: 'text', items: [{ blob: blob('t'), details: {} }] })
      const captioned = media('i', 1, { items: [{ blob: blob('a'), caption: 'A failed guess', details: {} }] })
      await feederOf().feed({ records: [openRecord(), text, captioned], texts: [[sha('t'), 'Once upon a TIME, été']] })
      await subject.restart()
      expect(await steps({ text: 'time once' })).toEqual(['t 0'])
      expect(await steps({ text: 'ete' })).toEqual(['t 0'])
      expect(await steps({ text: 'fail' })).toEqual(['i 1'])
      expect(await steps({ text: 'once failed' })).toEqual([])
    })
  })

  describe('spans', () => {
    const ids = async (query: Partial<SpanQuery>): Promise<string[]> =>
      (await subject.store.spans({ limit: 10, ...query })).rows.map(({ record }) => record.spanId)

    beforeEach(() =>
      feederOf().records(
        openRecord(),
        span('a', 10, { input: [{ role: 'user', content: 'What is a "gradient"?' }] }),
        span('b', 30, { parentId: 'a', spanKind: 'tool', endTime: 130, output: 'descent' }),
        span('c', 20, { traceId: 't2', status: 'error', error: { name: 'RateLimit', message: 'slow down' } }),
      ),
    )

    test('newest first; by trace, kind, status, time, duration, and roots alone', async () => {
      expect(await ids({})).toEqual(['b', 'c', 'a'])
      expect(await ids({ traceId: 't1' })).toEqual(['b', 'a'])
      expect(await ids({ spanKind: 'tool' })).toEqual(['b'])
      expect(await ids({ status: 'error' })).toEqual(['c'])
      expect(await ids({ from: 15, to: 20 })).toEqual(['c'])
      expect(await ids({ minDuration: 100 })).toEqual(['b'])
      expect(await ids({ roots: true })).toEqual(['c', 'a'])
      expect(await ids({ runs: ['run-b'] })).toEqual([])
    })

    test('by words of input, output and errors; signs of the search language are no words', async () => {
      expect(await ids({ text: 'gradient' })).toEqual(['a'])
      expect(await ids({ text: 'GRAD user' })).toEqual(['a'])
      expect(await ids({ text: 'desc' })).toEqual(['b'])
      expect(await ids({ text: 'ratelimit' })).toEqual(['c'])
      expect(await ids({ text: 'radient' })).toEqual([])
      expect(await ids({ text: '"gradient" OR * NEAR( -' })).toEqual([])
      expect(await ids({ text: '"*()-' })).toEqual(['b', 'c', 'a'])
    })

    test('one that says so takes the place of the one before it, also where it is searched', async () => {
      const labels = (session: string) => ({ 'gen_ai.conversation.id': session })
      const feeder = feederOf('run-a', 'otlp')
      await feeder.records(
        span('d', 40, { output: 'before', attributes: labels('s1') }),
        // of another trace
        span('d', 40, { traceId: 't2', output: 'elsewhere' }),
      )
      await feeder.records(span('d', 40, { output: 'after', attributes: labels('s2'), replaces: true }))
      expect(await ids({})).toEqual(['d', 'd', 'b', 'c', 'a'])
      expect([await ids({ text: 'before' }), await ids({ text: 'after' })]).toEqual([[], ['d']])
      const session = (value: string): Partial<SpanQuery> => ({ labels: [{ name: 'session', value }] })
      expect([await ids(session('s1')), await ids(session('s2'))]).toEqual([[], ['d']])
    })
  })

  test('calls of models in a few numbers each, newest first, within a time', async () => {
    await feederOf().records(
      openRecord(),
      span('a', 10, { attributes: { 'gen_ai.request.model': 'small', 'gen_ai.usage.input_tokens': 7 } }),
      span('b', 30, {
        attributes: {
          'gen_ai.request.model': 'small',
          'gen_ai.response.model': 'small-2',
          'gen_ai.usage.output_tokens': 3,
          'seetrain.cost.total': 0.5,
        },
      }),
      span('c', 20, { spanKind: 'tool', attributes: { 'gen_ai.request.model': 'small' } }),
      span('d', 40, { spanKind: 'embedding', status: 'error', attributes: { 'gen_ai.usage.input_tokens': 'many' } }),
    )
    expect(await subject.store.calls({ limit: 10 })).toEqual([
      { time: 40, duration: 5, status: 'error' },
      { time: 30, duration: 5, status: 'ok', model: 'small-2', outputTokens: 3, cost: 0.5 },
      { time: 10, duration: 5, status: 'ok', model: 'small', inputTokens: 7 },
    ])
    expect((await subject.store.calls({ from: 10, to: 30, limit: 1 })).map(({ time }) => time)).toEqual([30])
    expect(await subject.store.calls({ runs: ['run-b'], limit: 10 })).toEqual([])
  })

  describe('labels of spans', () => {
    const word = (session: string, user: string, more: PlainObject = {}): Partial<SpanRecord> => ({
      attributes: { 'gen_ai.conversation.id': session, 'user.id': user, ...more },
    })
    const call = { 'gen_ai.request.model': 'small', 'gen_ai.usage.input_tokens': 7, 'seetrain.cost.total': 0.25 }

    beforeEach(() =>
      feederOf().records(
        openRecord(),
        span('a', 10, { ...word('s1', 'ann'), spanKind: 'agent' }),
        span('b', 20, { ...word('s1', 'ann', { ...call, 'seetrain.tags': ['x', 'y', 'x'] }), parentId: 'a' }),
        span('c', 40, {
          ...word('s1', 'bob', { ...call, 'gen_ai.prompt.name': 'greet', 'gen_ai.prompt.version': 'v2' }),
          traceId: 't2',
          status: 'error',
          error: { name: 'RateLimit', message: 'slow down' },
        }),
        span('d', 30, { ...word('s2', '', { 'seetrain.tags': 'x', 'user.id': 5 }), traceId: 't3', spanKind: 'tool' }),
      ),
    )

    test('all of those asked for must be there', async () => {
      const ids = async (...labels: SpanLabel[]): Promise<string[]> =>
        (await subject.store.spans({ limit: 10, labels })).rows.map(({ record }) => record.spanId)
      expect(await ids({ name: 'session', value: 's1' })).toEqual(['c', 'b', 'a'])
      expect(await ids({ name: 'session', value: 's1' }, { name: 'user', value: 'ann' })).toEqual(['b', 'a'])
      expect(await ids({ name: 'tag', value: 'x' })).toEqual(['b'])
      expect(await ids({ name: 'prompt-version', value: 'greet:v2' })).toEqual(['c'])
      expect(await ids({ name: 'model', value: 'small' }, { name: 'error', value: 'RateLimit' })).toEqual(['c'])
      expect(await ids({ name: 'user', value: 's1' })).toEqual([])
      const calls = await subject.store.calls({ limit: 10, labels: [{ name: 'user', value: 'bob' }] })
      expect(calls.map(({ time }) => time)).toEqual([40])
    })

    test('gathers spans by them, the latest group first', async () => {
      expect(await subject.store.spanGroups({ by: 'session', limit: 10 })).toEqual({
        rows: [
          { value: 's1', spans: 3, traces: 2, calls: 2, errors: 1, inputTokens: 14, cost: 0.5, from: 10, to: 40 },
          { value: 's2', spans: 1, traces: 1, calls: 0, errors: 0, from: 30, to: 30 },
        ],
        total: 2,
      })
      const values = async (query: Partial<SpanGroupQuery>): Promise<string[]> =>
        (await subject.store.spanGroups({ by: 'tag', limit: 10, ...query })).rows.map(({ value }) => value)
      expect(await values({})).toEqual(['x', 'y'])
      expect(await values({ by: 'trace' })).toEqual(['t2', 't3', 't1'])
      expect(await values({ by: 'trace', values: ['t1', 't9'] })).toEqual(['t1'])
      expect(await values({ by: 'user', from: 20, to: 30 })).toEqual(['ann'])
      expect(await values({ by: 'trace', offset: 1, limit: 1 })).toEqual(['t3'])
      expect(await values({ runs: ['run-b'] })).toEqual([])
    })

    test('goes with its run', async () => {
      await subject.store.forget('run-a')
      expect(await subject.store.spanGroups({ by: 'session', limit: 10 })).toEqual({ rows: [], total: 0 })
    })
  })

  describe('console', () => {
    const texts = async (query: Partial<ConsoleQuery> = {}): Promise<string[]> =>
      (await subject.store.console({ runId: 'run-a', writer: 'main', limit: 10, ...query })).rows.map(line => line.text)
    const print = (line: number, text: string, stream: 'stdout' | 'stderr' = 'stdout', time = 5) =>
      ({ kind: 'console', time, stream, line, text }) as const

    test('lines in the order of their first appearance, rewritten where they stand', async () => {
      const feeder = feederOf()
      await feeder.records(openRecord(), print(0, 'start\n10%'), print(0, 'warning', 'stderr', 6))
      await subject.restart()
      await feeder.records(print(1, '100%\ndone', 'stdout', 9))
      expect(await texts()).toEqual(['start', '100%', 'warning', 'done'])
      expect(await texts({ stream: 'stderr' })).toEqual(['warning'])
      expect(await texts({ fromPosition: 2 })).toEqual(['warning', 'done'])
      expect(await texts({ offset: -1 })).toEqual(['done'])
      expect(await texts({ offset: -99, limit: 1 })).toEqual(['start'])
      expect((await subject.store.console({ runId: 'run-a', writer: 'main', limit: 2 })).rows).toEqual([
        { position: 0, stream: 'stdout', time: 5, text: 'start' },
        { position: 1, stream: 'stdout', time: 5, text: '100%' },
      ])
    })

    test('a continued run appends, though it counts its lines from 0 again', async () => {
      const feeder = feederOf()
      await feeder.records(openRecord(), print(0, 'first'))
      await subject.restart()
      await feeder.records(openRecord({ resumed: true }), print(0, 'second'))
      expect(await texts()).toEqual(['first', 'second'])
    })

    test('is searched as it stands now, without its colours', async () => {
      const feeder = feederOf()
      await feeder.records(openRecord(), print(0, '\x1B[31merror\x1B[0m: boom'), print(1, 'epoch 1'))
      await feeder.records(print(1, 'epoch 2 finished'))
      expect(await texts({ text: 'error' })).toEqual(['\x1B[31merror\x1B[0m: boom'])
      expect(await texts({ text: 'epoch 1' })).toEqual([])
      expect(await texts({ text: 'finish' })).toEqual(['epoch 2 finished'])
    })

    test('of each writer by itself', async () => {
      await feederOf('run-a', 'rank-1').records(openRecord({}, 'rank-1'), print(0, 'rank'))
      await feederOf().records(openRecord(), print(0, 'main'))
      expect(await texts()).toEqual(['main'])
      expect(await texts({ writer: 'rank-1' })).toEqual(['rank'])
    })
  })

  test('artifacts, newest first, by project, name, type and words', async () => {
    await feederOf().records(
      openRecord({ project: 'p' }),
      artifact('weights', 'v0', 1),
      artifact('weights', 'v1', 2, { aliases: ['Best'] }),
    )
    await feederOf('run-b').records(
      openRecord({ runId: 'run-b', project: 'q' }),
      artifact('data', 'v0', 3, { type: 'dataset' }),
    )
    const versions = async (query: object): Promise<string[]> =>
      (await subject.store.artifacts({ limit: 10, ...query })).rows.map(
        ({ project, record }) => `${project}/${record.name}:${record.version}`,
      )
    expect(await versions({})).toEqual(['q/data:v0', 'p/weights:v1', 'p/weights:v0'])
    expect(await versions({ project: 'p', name: 'weights', limit: 1 })).toEqual(['p/weights:v1'])
    expect(await versions({ type: 'dataset' })).toEqual(['q/data:v0'])
    expect(await versions({ text: 'best' })).toEqual(['p/weights:v1'])
  })

  test('arrows of lineage from and to a node, oldest first', async () => {
    const edge = (from: string, to: string, time: number) =>
      ({ kind: 'edge', time, relation: 'used', from, to }) as const
    await feederOf().records(
      openRecord(),
      edge('run:a', 'x', 3),
      edge('run:a', 'y', 1),
      edge('y', 'x', 2),
      edge('z', 'z', 4),
    )
    const ends = async (...nodes: string[]): Promise<string[]> =>
      (await subject.store.edges(nodes)).map(({ record }) => `${record.from}>${record.to}`)
    expect(await ends('x')).toEqual(['y>x', 'run:a>x'])
    expect(await ends('run:a', 'z')).toEqual(['run:a>y', 'run:a>x', 'z>z'])
  })

  test('the environment, sections that come again replaced, per writer', async () => {
    await feederOf('run-a', 'rank-1').records(openRecord({}, 'rank-1'), {
      kind: 'environment',
      time: 1,
      sections: { host: { name: 'two' } },
    })
    const feeder = feederOf()
    await feeder.records(openRecord(), {
      kind: 'environment',
      time: 2,
      sections: { host: { name: 'one', old: 1 }, git: { branch: 'x' } },
    })
    await subject.restart()
    await feeder.records({ kind: 'environment', time: 3, sections: { host: { name: 'one' } } })
    expect(await subject.store.environment('run-a')).toMatchObject([
      { writer: 'main', record: { time: 3, sections: { host: { name: 'one' }, git: { branch: 'x' } } } },
      { writer: 'rank-1', record: { sections: { host: { name: 'two' } } } },
    ])
    expect((await subject.store.environment('run-a'))[0]!.record.sections['host']).toEqual({ name: 'one' })
  })

  test('alerts, newest first, by level; those of deleted runs only when the run is named', async () => {
    const alert = (title: string, time: number, level: 'info' | 'error' = 'info') =>
      ({ kind: 'alert', time, title, level }) as const
    const feeder = feederOf()
    await feeder.records(openRecord(), alert('one', 1), alert('two', 2, 'error'))
    const titles = async (query: object): Promise<string[]> =>
      (await subject.store.alerts({ limit: 9, ...query })).rows.map(({ record }) => record.title)
    expect(await titles({})).toEqual(['two', 'one'])
    expect(await titles({ level: 'error' })).toEqual(['two'])
    await feeder.records({ kind: 'edit', time: 3, deleted: true })
    expect(await titles({})).toEqual([])
    expect(await titles({ runs: ['run-a'] })).toEqual(['two', 'one'])
  })
}
