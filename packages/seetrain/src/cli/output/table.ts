import { fitText, padText, plainText, textWidth } from './text-width.ts'

/** A column of a table. */
export interface Column<Row> {
  title: string
  text: (row: Row) => string
  align?: 'left' | 'right'
  /** It may become this narrow where room is short. Absent: it keeps its width. */
  least?: number
  /** Colours the finished cell, spaces included. */
  paint?: (cell: string, row: Row) => string
}

const GAP = '  '

/** A head and a line for each row, none wider than `width`. Where room is short, columns shrink, then leave from the end. */
export function tableLines<Row>(rows: readonly Row[], columns: readonly Column<Row>[], width: number): string[] {
  const cells = rows.map(row => columns.map(column => plainText(column.text(row))))
  const widths = fitWidths(columns, cells, width)
  const shown = columns.slice(0, widths.length)
  const head = shown.map(({ title, align }, index) => cell(title, widths[index]!, align))
  const body = rows.map((row, at) =>
    shown.map((column, index) => {
      const text = cell(cells[at]![index]!, widths[index]!, column.align)
      return column.paint === undefined ? text : column.paint(text, row)
    }),
  )
  return [head, ...body].map(line => line.join(GAP).trimEnd())
}

function cell(text: string, width: number, align?: 'left' | 'right'): string {
  return padText(fitText(text, width), width, align)
}

function fitWidths<Row>(columns: readonly Column<Row>[], cells: readonly string[][], width: number): number[] {
  const widths = columns.map(({ title }, index) =>
    cells.reduce((widest, line) => Math.max(widest, textWidth(line[index]!)), title.length),
  )
  while (total(widths) > width) {
    const widest = widestShrinkable(columns, widths)
    if (widest !== -1) widths[widest]!--
    else if (widths.length > 1) widths.pop()
    else return [Math.max(1, Math.floor(width))]
  }
  return widths
}

function widestShrinkable<Row>(columns: readonly Column<Row>[], widths: readonly number[]): number {
  let found = -1
  for (const [index, width] of widths.entries()) {
    const least = columns[index]!.least ?? width
    if (width > least && (found === -1 || width > widths[found]!)) found = index
  }
  return found
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1)
}
