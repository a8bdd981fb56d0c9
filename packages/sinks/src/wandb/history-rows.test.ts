import { HistoryRows, type Row } from './history-rows.ts'

describe('HistoryRows', () => {
  function rowsOf(points: [key: string, step: number][]): [number, object][] {
    const written: Row[] = []
    const rows = new HistoryRows(row => written.push(row))
    for (const [index, [key, step]] of points.entries()) rows.add(key, index, { step, time: 0 })
    rows.end()
    return written.map(({ step, values }) => [step, Object.fromEntries(values)])
  }

  it('puts points of one step into one row', () => {
    expect(
      rowsOf([
        ['a', 3],
        ['b', 3],
        ['a', 7],
      ]),
    ).toEqual([
      [3, { a: 0, b: 1 }],
      [7, { a: 2 }],
    ])
  })

  it('keeps the step of a point that comes late, in the present row', () => {
    expect(
      rowsOf([
        ['a', 1000],
        ['epoch-loss', 1],
        ['a', 1001],
      ]),
    ).toEqual([
      [1000, { a: 0, 'epoch-loss': 1, '_seetrain_step/epoch-loss': 1 }],
      [1001, { a: 2 }],
    ])
  })

  it('gives a row of its own to a value whose key is taken, and loses none of a restart', () => {
    expect(
      rowsOf([
        ['a', 0],
        ['a', 1],
        ['a', 0],
        ['a', 1],
        ['a', 9],
      ]),
    ).toEqual([
      [0, { a: 0 }],
      [1, { a: 1 }],
      [2, { a: 2, '_seetrain_step/a': 0 }],
      [3, { a: 3, '_seetrain_step/a': 1 }],
      [9, { a: 4 }],
    ])
  })

  it('has steps that rise from 0 on, also for negative and broken ones', () => {
    expect(
      rowsOf([
        ['a', -5],
        ['a', 0.5],
      ]),
    ).toEqual([
      [0, { a: 0, '_seetrain_step/a': -5 }],
      [1, { a: 1, '_seetrain_step/a': 0.5 }],
    ])
  })

  it('goes on with the row that was not written yet', () => {
    const written: Row[] = []
    const before = new HistoryRows(() => {})
    before.add('a', 1, { step: 4, time: 0 })
    const { lastStep, row } = before.state
    const after = new HistoryRows(done => written.push(done), lastStep, row)
    after.add('b', 2, { step: 4, time: 1 })
    after.add('a', 3, { step: 5, time: 2 })
    expect(written.map(({ step, values }) => [step, [...values]])).toEqual([
      [
        4,
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
    ])
  })
})
