import type uPlot from 'uplot'
import type { AxisName } from '../api/series.ts'
import { formatClock, formatDate, formatDuration, formatNumber } from '../format/quantities.ts'
import type { ChartLine } from './chart-line.ts'
import { formatValue, type Unit } from './units.ts'
import type { Range } from './settings-text.ts'
import { columnPlaces, type LineColumn } from './join-lines.ts'
import type { Moving } from './plot-pan.ts'
import { drawMarks } from './plot-marks.ts'
import { valueRange } from './value-range.ts'

export interface PlotLook {
  axis: AxisName
  logX: boolean
  logY: boolean
  fitSpikes: boolean
  zoom: Range | undefined
  /** Where a hand has moved the chart to, until the zoom follows. */
  moving?: Moving
  isDark: boolean
  unit: Unit
  /** Charts of the same name share a cursor. */
  sync: string | undefined
}

interface PlotSize {
  width: number
  height: number
}

/** All that uPlot is told about one chart. */
// one object, read as a list
// oxlint-disable-next-line max-lines-per-function
export function plotOptions(
  lines: readonly ChartLine[],
  look: PlotLook,
  size: PlotSize,
  onZoom: (range: Range) => void,
): uPlot.Options {
  const places = columnPlaces(lines)
  const { axis, logX, logY, sync } = look
  const log = (on: boolean) => (on ? { distr: 3 as const, log: 10 as const } : {})
  return {
    ...size,
    padding: [8, 12, 0, 0],
    // times of the API are milliseconds
    ms: 1,
    legend: { show: false },
    cursor: {
      y: false,
      drag: { x: true, y: false, setScale: false },
      points: { show: false },
      ...(sync !== undefined && { sync: { key: sync, setSeries: false, scales: ['x', null] } }),
    },
    scales: {
      // uPlot's enum of distributions exists in its types alone
      // oxlint-disable-next-line no-unsafe-enum-assignment
      x: { time: axis === 'time', range: placeRange(look), ...log(logX) },
      // oxlint-disable-next-line no-unsafe-enum-assignment
      y: { range: valueRange(places, look), ...log(logY) },
    },
    axes: axesOf(look),
    series: [{}, ...places.flatMap(({ line, columns }) => [...columns.keys()].map(name => seriesOf(line, name)))],
    bands: places.map(({ line, columns }) => ({
      series: [columns.get('high')!, columns.get('low')!] as [number, number],
      fill: transparent(line.color, 0.22),
    })),
    hooks: {
      draw: [plot => drawMarks(plot, lines)],
      setSelect: [plot => takeSelection(plot, onZoom)],
    },
  }
}

/** Pixels below which a drag is a click. */
const LEAST_DRAG = 5

function takeSelection(plot: uPlot, onZoom: (range: Range) => void): void {
  const { left, width } = plot.select
  if (width < LEAST_DRAG) return
  const range = { from: plot.posToVal(left, 'x'), to: plot.posToVal(left + width, 'x') }
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
  onZoom(range)
}

function placeRange({ zoom, moving, logX }: PlotLook): uPlot.Scale.Range {
  return (_, least, greatest): uPlot.Range.MinMax => {
    const given = moving?.range ?? zoom
    if (given) return [given.from, given.to]
    if (least === null || greatest === null) return [0, 1]
    if (least < greatest) return [least, greatest]
    return logX ? [least / 2, greatest * 2] : [least - 0.5, greatest + 0.5]
  }
}

function seriesOf(line: ChartLine, column: LineColumn): uPlot.Series {
  if (column === 'value')
    return {
      stroke: line.color,
      width: 1.6,
      ...(line.dash && { dash: line.dash }),
      points: { size: 5, fill: line.color, show: hasFewPoints },
    }
  if (column === 'raw') return { stroke: transparent(line.color, 0.3), width: 1, points: { show: false } }
  // a spike of one bucket is thinner than its band can show
  return { stroke: transparent(line.color, 0.35), width: 1, points: { show: false } }
}

/** Single points are told from the line where there is room for them. */
function hasFewPoints(plot: uPlot, series: number, first: number, last: number): boolean {
  const column = plot.data[series]!
  let count = 0
  for (let index = first; index <= last; index += 1) if (typeof column[index] === 'number') count += 1
  return count < plot.width / 14
}

/** `#rrggbb` with some of its opacity taken. */
export function transparent(color: string, opacity: number): string {
  return (
    color +
    Math.round(opacity * 255)
      .toString(16)
      .padStart(2, '0')
  )
}

function axesOf({ axis, isDark, unit }: PlotLook): uPlot.Axis[] {
  const ink = isDark ? '#a2adbf' : '#566074'
  const line = isDark ? '#2c3543' : '#e4e7ed'
  const shared = {
    stroke: ink,
    font: '11px system-ui, sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
  }
  return [
    {
      ...shared,
      space: 70,
      size: 26,
      gap: 3,
      ...(axis !== 'time' && { values: (_, splits) => splits.map(value => placeText(axis, value)) }),
    },
    {
      ...shared,
      gap: 3,
      space: 28,
      values: (_, splits) => valueTexts(splits, unit),
      size: (_, values) => Math.max(34, ...(values ?? []).map(text => text.length * 6.4 + 12)),
    },
  ]
}

/** Marks of the axis with as many digits as tell them apart. */
function valueTexts(splits: (number | null)[], unit: Unit): string[] {
  const numbers = splits.filter(value => value !== null)
  const step = Math.min(...numbers.slice(1).map((value, index) => Math.abs(value - numbers[index]!)))
  const digits = Math.ceil(Math.log10(Math.max(...numbers.map(Math.abs)) / step)) + 1
  return splits.map(value => (value === null ? '' : formatValue(value, unit, Math.min(12, Math.max(4, digits || 4)))))
}

/** A place on the axis in words. */
export function placeText(axis: AxisName, value: number | null): string {
  if (value === null) return ''
  if (axis === 'time') return `${formatDate(value)} ${formatClock(value)}`
  if (axis === 'relative') return value < 0 ? `−${formatDuration(-value)}` : formatDuration(value)
  return formatNumber(value, 7)
}
