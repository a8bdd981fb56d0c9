import type { SpanRow } from '../api/wire.ts'
import { spanTree } from './span-tree.ts'

const span = (spanId: string, time: number, parentId?: string) =>
  ({ spanId, time, endTime: time + 1, ...(parentId && { parentId }) }) as SpanRow
const shape = (spans: SpanRow[]) => spanTree(spans).map(({ span, depth }) => `${' '.repeat(depth)}${span.spanId}`)

describe('the tree of a trace', () => {
  it('puts children below their parents, by start', () => {
    expect(shape([span('c', 3, 'a'), span('b', 2, 'a'), span('a', 1), span('d', 2.5, 'b')])).toEqual([
      'a',
      ' b',
      '  d',
      ' c',
    ])
  })

  it('loses none whose parent is missing or who are their own ancestors', () => {
    expect(shape([span('x', 1, 'gone'), span('p', 2, 'q'), span('q', 3, 'p')])).toEqual(['x', 'p', ' q'])
  })
})
