import { tableLines, type Column } from './table.ts'
import { textWidth } from './text-width.ts'

interface Row {
  name: string
  count: number
}

const COLUMNS: Column<Row>[] = [
  { title: 'NAME', text: row => row.name, least: 5 },
  { title: 'COUNT', text: row => String(row.count), align: 'right' },
]
const ROWS: Row[] = [
  { name: 'a', count: 1 },
  { name: 'a long name 猫', count: 20_000 },
]

test('columns line up, numbers to the right', () => {
  expect(tableLines(ROWS, COLUMNS, Infinity)).toEqual([
    'NAME            COUNT',
    'a                   1',
    'a long name 猫  20000',
  ])
})

test('where room is short columns shrink, then leave from the end, then are cut', () => {
  expect(tableLines(ROWS, COLUMNS, 15)).toEqual(['NAME      COUNT', 'a             1', 'a long …  20000'])
  expect(tableLines(ROWS, COLUMNS, 11)).toEqual(['NAME', 'a', 'a lo…'])
  expect(tableLines(ROWS, COLUMNS, 3)).toEqual(['NA…', 'a', 'a …'])
})

test.each([1, 2, 7, 12, 13, 20, 40])('no line is wider than %d columns', width => {
  for (const line of tableLines(ROWS, COLUMNS, width)) expect(textWidth(line)).toBeLessThanOrEqual(width)
})

test('a cell stays on its line', () => {
  expect(tableLines([{ name: 'a\nb\u001B[2J', count: 1 }], COLUMNS, 80)[1]).toBe('a b?[2J      1')
})
