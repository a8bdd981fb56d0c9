import type { PlainObject } from '@seetrain/core'
import type { RunField, RunFilter, RunQuery } from '../../../packages/hub/src/store/run-query.ts'
import type { StoreSubject } from '../store.ts'
import { columnsOf, endRecord, Feeder, openRecord } from './batches.ts'

const config = (path: string): RunField => ({ of: 'config', path })
const metric = (key: string, value: (RunField & { of: 'metric' })['value'] = 'summary'): RunField => ({
  of: 'metric',
  key,
  value,
})

export function runCases(subject: StoreSubject): void {
  interface RunParts {
    config?: PlainObject
    loss?: number[]
    tags?: string[]
    name?: string
    project?: string
  }

  const addRun = async (
    id: string,
    createdAt: number,
    { config = {}, loss = [], ...words }: RunParts = {},
  ): Promise<Feeder> => {
    const feeder = new Feeder(() => subject.store, id)
    await feeder.feed({
      records: [
        openRecord({ runId: id, createdAt, time: createdAt, ...words }),
        { kind: 'config', time: createdAt, set: config },
      ],
      series:
        loss.length === 0
          ? []
          : [
              columnsOf(
                'loss',
                loss.map((value, step) => ({ step, value, time: createdAt + step })),
              ),
            ],
    })
    return feeder
  }
  const idsOf = async (query: Partial<RunQuery> = {}): Promise<string[]> => {
    const { rows, total } = await subject.store.runs({ limit: 100, ...query })
    expect(total).toBe(rows.length)
    return rows.map(row => row.id)
  }

  test('a row says what the journal says', async () => {
    const feeder = await addRun('run-a', 1000, {
      config: {
        lr: 0.1,
        model: { layers: 3, name: 'cnn' },
        frameworks: ['keras'],
        big: 12n,
        nan: NaN,
        when: new Date(5),
      },
      tags: ['one', 'two'],
      loss: [3, 1, 2],
    })
    await feeder.records(
      { kind: 'edit', time: 1100, notes: 'good', group: 'g' },
      { kind: 'config', time: 1200, set: { lr: 0.2 }, unset: [['model', 'name']] },
      { kind: 'dropped', time: 1300, count: 4, reason: 'full' },
      endRecord(2000, 'failed'),
    )
    await subject.restart()
    expect(await subject.store.run('run-a')).toEqual({
      id: 'run-a',
      project: 'mnist',
      name: 'first',
      state: 'failed',
      createdAt: 1000,
      endedAt: 2000,
      updatedAt: 2000,
      notes: 'good',
      group: 'g',
      tags: ['one', 'two'],
      frameworks: ['keras'],
      config: { lr: 0.2, model: { layers: 3 }, frameworks: ['keras'], big: 12n, nan: NaN, when: new Date(5) },
      writers: [{ id: 'main', host: 'here', pid: 1, thread: 0 }],
      dropped: 4,
      lost: 0,
      deleted: false,
      metrics: { loss: { count: 3, min: 1, max: 3, mean: 2, last: 2, lastStep: 2, summary: 2 } },
    })
  })

  test('what several writers say is merged by time, in whatever order it comes', async () => {
    const main = await addRun('run-a', 1000, { config: { a: 1 } })
    const rank = new Feeder(() => subject.store, 'run-a', 'rank-1')
    await main.records({ kind: 'config', time: 3000, set: { b: 'main' } })
    await rank.records(
      openRecord({ time: 1500 }, 'rank-1'),
      { kind: 'config', time: 2000, set: { b: 'rank', c: 1 } },
      endRecord(5000, 'failed'),
    )
    expect(await subject.store.run('run-a')).toMatchObject({ config: { a: 1, b: 'main', c: 1 }, state: 'running' })
    await main.records(endRecord(4000))
    expect(await subject.store.run('run-a')).toMatchObject({ state: 'failed', endedAt: 5000, name: 'first' })
  })

  test('metrics are summed up by their rules, over all writers', async () => {
    const feeder = await addRun('run-a', 1000)
    const values = {
      none: [1],
      low: [4, 2, 3],
      high: [4, 2, 3],
      mean: [1, 2, 6],
      best: [3, 9],
      odd: [NaN, 5, NaN],
      inf: [1, Infinity],
    }
    const points = (list: number[], from = 0) => list.map((value, step) => ({ step, value, time: from + step }))
    await feeder.feed({
      series: Object.entries(values).map(([key, list]) => columnsOf(key, points(list))),
      records: [
        { kind: 'definition', time: 1, key: 'none', summary: 'none' },
        { kind: 'definition', time: 1, key: 'low', summary: 'min', metricKind: 'loss' },
        { kind: 'definition', time: 1, key: 'high', summary: 'max', stepKey: 'epoch' },
        { kind: 'definition', time: 1, key: 'mean', summary: 'mean' },
        { kind: 'definition', time: 1, key: 'best', summary: 'best' },
        { kind: 'definition', time: 2, key: 'best', goal: 'minimize' },
      ],
    })
    await new Feeder(() => subject.store, 'run-a', 'rank-1').feed({ series: [columnsOf('low', points([7, 1], 50))] })
    await subject.restart()
    const rows = await subject.store.metrics('run-a')
    expect(Object.fromEntries(rows.map(({ key, summary }) => [key, summary]))).toEqual({
      none: undefined,
      low: 1,
      high: 4,
      mean: 3,
      best: 3,
      odd: NaN,
      inf: Infinity,
    })
    expect(rows.find(({ key }) => key === 'low')).toEqual({
      key: 'low',
      count: 5,
      min: 1,
      max: 7,
      mean: 3.4,
      last: 1,
      lastStep: 1,
      summary: 1,
      rule: 'min',
      metricKind: 'loss',
    })
    expect(rows.find(({ key }) => key === 'odd')).toMatchObject({ count: 3, min: 5, max: 5, mean: 5, last: NaN })
    expect(rows.find(({ key }) => key === 'high')).toMatchObject({ stepKey: 'epoch', rule: 'max' })
  })

  test('newest first, in pages, with the metrics that were asked for', async () => {
    for (let index = 0; index < 5; index++) await addRun(`run-${index}`, 1000 + index, { loss: [index] })
    const page = await subject.store.runs({ limit: 2, offset: 1, metrics: ['loss', 'other'] })
    expect(page.total).toBe(5)
    expect(page.rows.map(row => [row.id, row.metrics['loss']?.last])).toEqual([
      ['run-3', 3],
      ['run-2', 2],
    ])
    expect((await subject.store.runs({ limit: 1 })).rows[0]!.metrics).toEqual({})
  })

  test('sorts by config, metric and words; what is absent comes last both ways', async () => {
    await addRun('run-a', 1, { config: { lr: 0.5, note: 'b' }, loss: [3] })
    await addRun('run-b', 2, { config: { lr: 'auto', note: 'a' }, loss: [NaN] })
    await addRun('run-c', 3, { config: { lr: 10 }, loss: [1] })
    await addRun('run-d', 4)
    const sorted = (field: RunField, descending = false): Promise<string[]> => idsOf({ sort: [{ field, descending }] })
    expect(await sorted(config('lr'))).toEqual(['run-a', 'run-c', 'run-b', 'run-d'])
    expect(await sorted(config('lr'), true)).toEqual(['run-c', 'run-a', 'run-b', 'run-d'])
    expect(await sorted(metric('loss'))).toEqual(['run-c', 'run-a', 'run-d', 'run-b'])
    expect(await sorted(metric('loss', 'min'), true)).toEqual(['run-a', 'run-c', 'run-d', 'run-b'])
    expect(await sorted({ of: 'run', name: 'name' })).toEqual(['run-d', 'run-c', 'run-b', 'run-a'])
    expect(await sorted({ of: 'run', name: 'createdAt' })).toEqual(['run-a', 'run-b', 'run-c', 'run-d'])
  })

  test.each<[string, RunFilter, string[]]>([
    ['a number', { field: config('lr'), is: '<', value: 0.01 }, ['run-b']],
    ['a nested member', { field: config('model.name'), is: '=', value: 'cnn' }, ['run-a']],
    ['a text is no number', { field: config('lr'), is: '!=', value: 'x' }, []],
    ['a boolean', { field: config('amp'), is: '=', value: true }, ['run-a']],
    ['a metric', { field: metric('loss', 'max'), is: '>', value: 2.5 }, ['run-a']],
    ['what is absent matches nothing', { field: metric('loss'), is: '!=', value: 999 }, ['run-b', 'run-a']],
    ['turned round it does', { not: { field: metric('loss'), is: '!=', value: 999 } }, ['run-c']],
    ['present', { field: config('model.name'), is: 'present' }, ['run-a']],
    ['any tag', { field: { of: 'tag' }, is: '=', value: 'best' }, ['run-b', 'run-a']],
    ['no tag', { not: { field: { of: 'tag' }, is: 'present' } }, ['run-c']],
    ['a part of a word', { field: { of: 'run', name: 'name' }, is: 'contains', value: 'NET' }, ['run-b']],
    ['state', { field: { of: 'run', name: 'state' }, is: '=', value: 'running' }, ['run-c', 'run-b', 'run-a']],
    ['time', { field: { of: 'run', name: 'createdAt' }, is: '>=', value: 2 }, ['run-c', 'run-b']],
    [
      'both',
      {
        all: [
          { field: config('lr'), is: '>', value: 0 },
          { field: { of: 'tag' }, is: '=', value: 'old' },
        ],
      },
      ['run-a'],
    ],
    [
      'either',
      {
        any: [
          { field: config('lr'), is: '=', value: 0.5 },
          { field: config('lr'), is: '=', value: 0.001 },
        ],
      },
      ['run-b', 'run-a'],
    ],
    ['nothing asked', { all: [] }, ['run-c', 'run-b', 'run-a']],
    ['none of nothing', { any: [] }, []],
    ["a quote in a path'; --", { field: config("x'; --"), is: '=', value: 1 }, []],
  ])('filters: %s', async (_, filter, ids) => {
    await addRun('run-a', 1, {
      config: { lr: 0.5, model: { name: 'cnn' }, amp: true },
      loss: [3, 1],
      tags: ['best', 'old'],
    })
    await addRun('run-b', 2, { config: { lr: 0.001, amp: false }, loss: [2], tags: ['best'], name: 'ResNet' })
    await addRun('run-c', 3)
    expect(await idsOf({ filter })).toEqual(ids)
  })

  test('words are looked for in names, notes and tags', async () => {
    await addRun('run-a', 1, { name: 'Große Läufe', tags: ['night'] })
    const feeder = await addRun('run-b', 2, { name: 'dense' })
    await feeder.records({ kind: 'edit', time: 3, notes: 'over NIGHT, 50% done' })
    expect(await idsOf({ text: 'night' })).toEqual(['run-b', 'run-a'])
    expect(await idsOf({ text: 'läufe Night' })).toEqual(['run-a'])
    expect(await idsOf({ text: '0% don' })).toEqual(['run-b'])
    expect(await idsOf({ text: '%' })).toEqual(['run-b'])
    expect(await idsOf({ text: '' })).toEqual(['run-b', 'run-a'])
  })

  test('a run without an end that nobody writes was killed, until somebody does again', async () => {
    await addRun('run-a', 1000, { loss: [1, 2] })
    expect(await subject.store.run('run-a')).toMatchObject({ state: 'running' })
    await subject.store.setAlive('run-a', false)
    expect(await subject.store.run('run-a')).toMatchObject({ state: 'killed', endedAt: 1001 })
    expect(await idsOf({ filter: { field: { of: 'run', name: 'state' }, is: '=', value: 'killed' } })).toEqual([
      'run-a',
    ])
    await subject.store.setAlive('run-a', true)
    const row = await subject.store.run('run-a')
    expect(row).toMatchObject({ state: 'running' })
    expect(row).not.toHaveProperty('endedAt')
  })

  test('a deleted run is in no list until it is restored; its page is still there', async () => {
    const feeder = await addRun('run-a', 1, { loss: [1] })
    await addRun('run-b', 2)
    await feeder.records({ kind: 'edit', time: 5, deleted: true }, { kind: 'edit', time: 6, notes: 'gone' })
    expect(await idsOf()).toEqual(['run-b'])
    expect(await idsOf({ deleted: 'only' })).toEqual(['run-a'])
    expect(await idsOf({ deleted: 'include' })).toEqual(['run-b', 'run-a'])
    expect(await subject.store.run('run-a')).toMatchObject({ deleted: true, notes: 'gone' })
    expect(await subject.store.columns()).toEqual({ config: [], metrics: [] })
    expect(await subject.store.projects()).toEqual([
      { project: 'mnist', runs: 1, running: 1, deleted: 1, updatedAt: 6 },
    ])
    await feeder.records({ kind: 'edit', time: 7, deleted: false })
    expect(await idsOf()).toEqual(['run-b', 'run-a'])
  })

  test('projects, and what their runs can be shown by', async () => {
    await addRun('run-a', 1, { project: 'mnist', config: { lr: 1, model: { layers: 2 } }, loss: [1] })
    await addRun('run-b', 2, { project: 'mnist', config: { lr: 2 } })
    const feeder = await addRun('run-c', 3, { project: 'cifar', config: { wd: 0 }, loss: [1] })
    await feeder.records(endRecord(9))
    expect(await subject.store.projects()).toEqual([
      { project: 'cifar', runs: 1, running: 0, deleted: 0, updatedAt: 9 },
      { project: 'mnist', runs: 2, running: 2, deleted: 0, updatedAt: 2 },
    ])
    expect(await idsOf({ project: 'mnist' })).toEqual(['run-b', 'run-a'])
    expect(await subject.store.columns('mnist')).toEqual({
      config: [
        { path: 'lr', runs: 2 },
        { path: 'model.layers', runs: 1 },
      ],
      metrics: [{ key: 'loss', runs: 1 }],
    })
  })

  test('names that objects have of their own are names like others', async () => {
    await addRun('run-a', 1, { config: { constructor: 1, toString: 'x' } })
    await new Feeder(() => subject.store, 'run-b').points('__proto__', [{ step: 0, value: 1, time: 1 }])
    expect(await idsOf({ filter: { field: config('constructor'), is: '=', value: 1 } })).toEqual(['run-a'])
    expect(await idsOf({ filter: { field: metric('constructor'), is: 'present' } })).toEqual([])
    expect(Object.keys((await subject.store.run('run-b'))!.metrics)).toEqual(['__proto__'])
  })
}
