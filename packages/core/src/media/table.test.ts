import { only } from '../../../../test/media/only.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import { Image } from './image.ts'
import { mediaBlobs } from './media-blobs.ts'
import { Table, type TableContent, type TableOptions } from './table.ts'

const blobs = new MemoryBlobStore()
const context = { blobs, maxBytes: 1e7 }
const encode = (data: unknown, options?: TableOptions) => only(new Table(data, options).encode(context))
const read = (data: unknown, options?: TableOptions): TableContent =>
  JSON.parse(new TextDecoder().decode(blobs.get(encode(data, options).blob.sha256)))

const AB = {
  columns: [
    { name: 'a', type: 'number' },
    { name: 'b', type: 'string' },
  ],
  rows: [
    [1, 'x'],
    [2, 'y'],
  ],
}

test.each([
  [
    'rows as objects',
    [
      { a: 1, b: 'x' },
      { b: 'y', a: 2 },
    ],
    {},
  ],
  [
    'rows as arrays',
    [
      [1, 'x'],
      [2, 'y'],
    ],
    { columns: ['a', 'b'] },
  ],
  [
    'columns and rows',
    {
      columns: ['a', 'b'],
      rows: [
        [1, 'x'],
        [2, 'y'],
      ],
    },
    {},
  ],
  [
    'columns and data',
    {
      columns: ['a', 'b'],
      data: [
        [1, 'x'],
        [2, 'y'],
      ],
    },
    {},
  ],
  [
    'danfo',
    {
      columns: ['a', 'b'],
      values: [
        [1, 'x'],
        [2, 'y'],
      ],
      $tensor: {},
    },
    {},
  ],
  ['columns of arrays', { a: [1, 2], b: ['x', 'y'] }, {}],
  ['columns of typed arrays', { a: Int32Array.of(1, 2), b: ['x', 'y'] }, {}],
  ['columns named columns and rows', { a: [1, 2], b: ['x', 'y'], columns: [3, 4] }, { columns: ['a', 'b'] }],
  [
    'polars',
    {
      toRecords: () => [
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
      ],
    },
    {},
  ],
  [
    'arquero',
    {
      objects: () => [
        { a: 1, b: 'x' },
        { a: 2, b: 'y' },
      ],
    },
    {},
  ],
  [
    'some of the columns',
    [
      { c: 0, b: 'x', a: 1 },
      { b: 'y', a: 2 },
    ],
    { columns: ['a', 'b'] },
  ],
])('%s', (_name, data, options) => {
  expect(read(data, options)).toEqual(AB)
})

test('the item says how many rows and which columns there are', () => {
  expect(encode([{ a: 1, b: 'x' }], { caption: 'one' })).toMatchObject({
    blob: { mime: 'application/vnd.seetrain.table+json' },
    caption: 'one',
    details: { rows: 1, columns: AB.columns },
  })
})

test('a missing cell, null and undefined are empty and leave the type as it is', () => {
  expect(read([{ a: 1 }, { a: null, b: 'x' }, { a: undefined }])).toEqual({
    columns: AB.columns,
    rows: [
      [1, null],
      [null, 'x'],
      [null, null],
    ],
  })
})

test('NaN and both infinities stay distinct from each other and from words (trap 24)', () => {
  const { columns, rows } = read({
    n: [NaN, Infinity, -Infinity, -0],
    s: ['NaN', 'Infinity', '', 'x'],
    mixed: [NaN, 'NaN', 1, null],
  })
  expect(columns.map(column => column.type)).toEqual(['number', 'string', 'json'])
  expect(rows).toEqual([
    ['NaN', 'NaN', { $number: 'NaN' }],
    ['Infinity', 'Infinity', 'NaN'],
    ['-Infinity', '', 1],
    [0, 'x', null],
  ])
})

test.each([
  ['boolean', [true, null], [true, null]],
  ['date', [new Date(0), new Date(NaN)], ['1970-01-01T00:00:00.000Z', null]],
  ['bigint', [2n ** 64n], ['18446744073709551616']],
  ['bigint', BigInt64Array.of(1n), ['1']],
  ['number', Float32Array.of(0.5, NaN), [0.5, 'NaN']],
  ['json', [{ a: [1, NaN] }, [1]], [{ a: [1, { $number: 'NaN' }] }, [1]]],
  ['json', [Float32Array.of(1, 2)], [[1, 2]]],
  [
    'json',
    [{ dataSync: () => Float32Array.of(1, 2), shape: [1, 2], dtype: 'float32' }],
    [{ shape: [1, 2], data: [1, 2] }],
  ],
  ['json', [1, 'a', true, 5n, new Date(0)], [1, 'a', true, 5, '1970-01-01T00:00:00.000Z']],
  ['json', [null, undefined], [null, null]],
])('a column of type %s', (type, cells, expected) => {
  const { columns, rows } = read({ cells })
  expect(columns).toEqual([{ name: 'cells', type }])
  expect(rows.map(row => row[0])).toEqual(expected)
})

test('cells may be media, kept as blobs that the item names', () => {
  const data = [
    { id: 1, picture: new Image([[1]], { caption: 'one' }) },
    { id: 2, picture: new Image([[2]]) },
    { id: 3, picture: new Image([[1]]) },
  ]
  const item = encode(data)
  const { columns, rows } = read(data)
  expect(columns[1]).toEqual({ name: 'picture', type: 'image' })
  expect(rows[0]?.[1]).toEqual({
    type: 'image',
    items: [{ blob: expect.objectContaining({ mime: 'image/png' }), caption: 'one', details: expect.anything() }],
  })
  // the first and the last picture are one blob
  expect(mediaBlobs(item)).toHaveLength(3)
  for (const ref of mediaBlobs(item)) expect(blobs.has(ref.sha256)).toBe(true)
})

test('names such as __proto__ and constructor are names like any other', () => {
  const data = { columns: ['__proto__', 'constructor'], rows: [[1, 2]] }
  expect(read(data).columns.map(column => column.name)).toEqual(['__proto__', 'constructor'])
  expect(read([JSON.parse('{"__proto__": 1}'), {}]).rows).toEqual([[1], [null]])
  expect(read([{ a: 1 }], { columns: ['constructor'] }).rows).toEqual([[null]])
})

test('no rows are a table too', () => {
  expect(read([])).toEqual({ columns: [], rows: [] })
  expect(read({ columns: ['a'], rows: [] })).toEqual({ columns: [{ name: 'a', type: 'json' }], rows: [] })
})

test('tens of thousands of rows keep their order', () => {
  const { rows } = read({
    i: Int32Array.from({ length: 50_000 }, (_, i) => i),
    s: Array.from({ length: 50_000 }, (_, i) => `row ${i}`),
  })
  expect(rows).toHaveLength(50_000)
  expect(rows[49_999]).toEqual([49_999, 'row 49999'])
})

test('a table over the limit stops early', () => {
  let reads = 0
  const cells = new Proxy(
    Array.from({ length: 10_000 }, () => 'x'.repeat(100)),
    { get: (target, name) => (typeof name === 'string' && /^\d+$/.test(name) && reads++, Reflect.get(target, name)) },
  )
  const table = new Table({ cells })
  expect(() => table.encode({ blobs, maxBytes: 1000 })).toThrow(expect.objectContaining({ code: 'SIZE_LIMIT' }))
  expect(reads).toBeLessThan(10_100)
})

const cycle: Record<string, unknown> = {}
cycle.self = cycle

test.each([
  [null, {}, 'table'],
  ['a.csv', {}, 'table'],
  [Float32Array.of(1), {}, 'table'],
  [[1, 2], {}, 'table[0]'],
  [[{ a: 1 }, 5], {}, 'table[1]'],
  [[[1, 2]], {}, 'table.columns'],
  [[[1, 2], [3]], { columns: ['a', 'b'] }, 'table[1]'],
  [{ columns: ['a', 'a'], rows: [] }, {}, 'table.columns[1]'],
  [[], { columns: [1] }, 'table.columns[0]'],
  [[], { columns: 'a' }, 'table.columns'],
  [[], { titles: [] }, 'table.titles'],
  [{ a: [1, 2], b: [1] }, {}, 'table.b'],
  [{ a: 1 }, {}, 'table.a'],
])('%p with %p is refused, naming %s', (data, options, field) => {
  expect(() => new Table(data, options as TableOptions)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
  )
})

test.each([
  [[{ a: 1, b: () => 1 }], 'table.rows[0].b'],
  [[{ a: 1 }, { a: { x: [Symbol('s')] } }], 'table.rows[1].a.x[0]'],
  [[{ a: cycle }], 'table.rows[0].a.self'],
])('a cell that can not be stored is named', (data, field) => {
  expect(() => encode(data)).toThrow(expect.objectContaining({ field }))
})
