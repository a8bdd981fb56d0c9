import type { ChartLine } from './chart-line.ts'

/** `null`: the line breaks here. `undefined`: another line has a place here, this one goes on. */
export type Column = (number | null | undefined)[]

/** What one line takes of the columns, in this order; `raw` only when it was smoothed. */
export const LINE_COLUMNS = ['low', 'high', 'raw', 'value'] as const
export type LineColumn = (typeof LINE_COLUMNS)[number]

/** All places of all lines, rising, and for each line its columns over them. */
export function joinLines(lines: readonly ChartLine[], positive: { x: boolean; y: boolean }): [number[], ...Column[]] {
  const places = [...new Set(lines.flatMap(line => Array.from(line.x)))].sort((a, b) => a - b)
  // a logarithm has no place for zero and below
  const x = positive.x ? places.filter(place => place > 0) : places
  const at = new Map(x.map((place, index) => [place, index]))
  const columns = lines.flatMap(line =>
    columnsOf(line).map(name => {
      const column: Column = Array.from({ length: x.length }, () => undefined)
      line[name]!.forEach((value, index) => {
        const place = at.get(line.x[index]!)
        if (place !== undefined) column[place] = Number.isFinite(value) && !(positive.y && value <= 0) ? value : null
      })
      return column
    }),
  )
  return [x, ...columns]
}

export function columnsOf(line: ChartLine): LineColumn[] {
  return LINE_COLUMNS.filter(name => name !== 'raw' || line.raw !== undefined)
}

/** Where each line's columns are in the joined data: the number of its first, and the names. */
export function columnPlaces(lines: readonly ChartLine[]): { line: ChartLine; columns: Map<LineColumn, number> }[] {
  let next = 1
  return lines.map(line => {
    const columns = new Map(columnsOf(line).map(name => [name, next++]))
    return { line, columns }
  })
}
