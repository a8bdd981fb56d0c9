export type Row = readonly (string | undefined)[]

/** Prints rows below their headings, the first column to the left and the numbers to the right. */
export function printTable(headings: Row, rows: readonly Row[]): void {
  const all = [headings, ...rows]
  const widths = headings.map((_, column) => Math.max(...all.map(row => row[column]?.length ?? 0)))
  const line = (row: Row): string =>
    widths
      .map((width, column) =>
        isText(headings, column) ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width),
      )
      .join('  ')
      .trimEnd()
  console.log(line(headings))
  console.log(widths.map(width => '─'.repeat(width)).join('  '))
  for (const row of rows) console.log(line(row))
}

// the outermost columns are words
function isText(headings: Row, column: number): boolean {
  return column === 0 || column === headings.length - 1
}
