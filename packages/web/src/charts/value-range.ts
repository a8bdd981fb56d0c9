import type uPlot from 'uplot'
import type { ChartLine } from './chart-line.ts'
import type { LineColumn } from './join-lines.ts'

interface RangeLook {
  logY: boolean
  fitSpikes: boolean
}

/** The height of a chart: over the bands, so that every spike is inside; or over most of the lines, when spikes are cut. */
export function valueRange(
  places: readonly { line: ChartLine; columns: Map<LineColumn, number> }[],
  { logY, fitSpikes }: RangeLook,
): uPlot.Scale.Range {
  return (plot): uPlot.Range.MinMax => {
    const from = plot.scales.x!.min ?? -Infinity
    const to = plot.scales.x!.max ?? Infinity
    const values = places.flatMap(({ line }) => {
      const columns = fitSpikes ? [line.low, line.high] : [line.value]
      return columns.flatMap(column =>
        Array.from(column).filter((_, index) => line.x[index]! >= from && line.x[index]! <= to),
      )
    })
    const usable = values.filter(value => Number.isFinite(value) && !(logY && value <= 0)).sort((a, b) => a - b)
    if (usable.length === 0) return logY ? [0.1, 1] : [0, 1]
    const cut = fitSpikes ? 0 : Math.floor(usable.length * 0.02)
    return padded(usable[cut]!, usable.at(-1 - cut)!, logY)
  }
}

export function padded(least: number, greatest: number, logY: boolean): [number, number] {
  if (logY) return least === greatest ? [least / 2, greatest * 2] : [least / 1.1, greatest * 1.1]
  const room = (greatest - least) * 0.06 || Math.abs(greatest) * 0.1 || 1
  return [least - room, greatest + room]
}
