import type { TableContent } from '@seetrain/core'
import { MemoryBlobStore } from '@seetrain/core/testing'
import { tablePage } from './table-page.ts'
import { TableShelf } from './table-shelf.ts'

const table: TableContent = {
  columns: [
    { name: 'epoch', type: 'number' },
    { name: 'the note', type: 'string' },
  ],
  rows: [
    [3, 'three'],
    ['NaN', 'none'],
    [10, 'ten'],
    [null, 'empty'],
    ['-Infinity', 'least'],
  ],
}
const notes = (query: object): unknown[] => tablePage(table, { offset: 0, limit: 10, ...query }).rows.map(row => row[1])

describe('a page of a table', () => {
  it('sorts numbers as numbers, with what is none at the end in both directions', () => {
    expect(notes({ sort: 'epoch' })).toEqual(['least', 'three', 'ten', 'none', 'empty'])
    expect(notes({ sort: '-epoch' })).toEqual(['ten', 'three', 'least', 'none', 'empty'])
    expect(notes({ sort: '"the note"' })).toEqual(['empty', 'least', 'none', 'ten', 'three'])
  })

  it('filters by columns and by a part of any cell', () => {
    expect(notes({ filter: 'epoch > 3' })).toEqual(['ten'])
    expect(notes({ filter: 'epoch <= 3 or "the note" = none' })).toEqual(['three', 'none', 'least'])
    expect(notes({ filter: 'not epoch exists' })).toEqual(['empty'])
    expect(notes({ filter: '"the note" ~ E and epoch in (3, 10)' })).toEqual(['three', 'ten'])
    expect(notes({ filter: 'epoch != 3' })).toEqual(['ten', 'least'])
    expect(notes({ text: 'EE' })).toEqual(['three'])
  })

  it('gives the page that was asked for and how many rows fit', () => {
    expect(tablePage(table, { sort: 'epoch', offset: 1, limit: 2 })).toEqual({
      columns: table.columns,
      rows: [
        [3, 'three'],
        [10, 'ten'],
      ],
      total: 5,
    })
  })

  it('names the columns that there are', () => {
    expect(() => notes({ sort: 'size' })).toThrow('sort: no column "size"; there are epoch, the note')
    expect(() => notes({ filter: 'size = 1' })).toThrow('filter: no column "size"')
  })
})

describe('the shelf of tables', () => {
  it('reads a table once and refuses what is none', () => {
    const blobs = new MemoryBlobStore()
    const shelf = new TableShelf(blobs)
    const { sha256 } = blobs.put(new TextEncoder().encode(JSON.stringify(table)), 'x/y')
    const other = blobs.put(new TextEncoder().encode('[1]'), 'x/y')
    expect(shelf.get(sha256)).toEqual(table)
    expect(shelf.get(sha256)).toBe(shelf.get(sha256))
    expect(() => shelf.get(other.sha256)).toThrow(expect.objectContaining({ code: 'NOT_A_TABLE', status: 422 }))
    expect(() => shelf.get('0'.repeat(64))).toThrow(expect.objectContaining({ code: 'BLOB_MISSING' }))
  })
})
