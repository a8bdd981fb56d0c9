import type { Json } from '../api/wire.ts'
import { compareRows, evaluatedRows, fits, summarize, type RowFilter } from './evaluation.ts'

const columns = ['id', 'input', 'expected', 'output', 'error', 'exact', 'close'].map(name => ({ name, type: 'string' }))
const table = (...rows: Json[][]) => evaluatedRows({ columns, rows, total: rows.length })

const before = table(
  ['a', 'Norway', 'Oslo', 'Bergen', null, 0, 0.5],
  ['b', 'Peru', 'Lima', 'Lima', null, 1, 1],
  ['c', 'Chad', null, 'N', null, 0, null],
)
const after = table(
  ['a', 'Norway', 'Oslo', 'Oslo', null, 1, 0.5],
  ['b', 'Peru', 'Lima', null, 'Error: slow', null, null],
  ['c', 'Chad', null, 'M', null, 0, null],
  ['d', 'Fiji', 'Suva', 'Suva', null, 1, 1],
)

describe('an evaluation beside an earlier one', () => {
  const rows = compareRows(after, before)

  it('says which examples became better or worse', () => {
    expect(rows.map(({ id, moved }) => [id, moved])).toEqual([
      ['a', { exact: 1 }],
      ['b', {}],
      ['c', {}],
      ['d', {}],
    ])
    expect(rows[3]!.before).toBeUndefined()
  })

  it('sums each scorer', () => {
    expect(summarize(rows)).toEqual([
      { scorer: 'exact', mean: 2 / 3, before: 1 / 3, better: 1, worse: 0 },
      { scorer: 'close', mean: 0.75, before: 0.75, better: 0, worse: 0 },
    ])
  })

  it.each<[RowFilter, string]>([
    ['all', 'abcd'],
    ['changed', 'abc'],
    ['better', 'a'],
    ['worse', ''],
    ['failed', 'b'],
  ])('finds those that are %s', (filter, ids) =>
    expect(
      rows
        .filter(row => fits(row, filter))
        .map(({ id }) => id)
        .join(''),
    ).toBe(ids),
  )

  it('stands alone where there is no earlier one', () => {
    expect(summarize(compareRows(after, []))[0]).toEqual({
      scorer: 'exact',
      mean: 2 / 3,
      before: undefined,
      better: 0,
      worse: 0,
    })
  })
})
