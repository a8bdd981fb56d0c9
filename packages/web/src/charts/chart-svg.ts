import type { AxisName } from '../api/series.ts'
import { formatNumber } from '../format/quantities.ts'
import type { ChartLine } from './chart-line.ts'
import { placeText } from './plot-options.ts'

export interface SvgLook {
  axis: AxisName
  logX: boolean
  logY: boolean
  isDark: boolean
  /** The shown ranges. */
  x: [number, number]
  y: [number, number]
}

const WIDTH = 800
const PLOT = { left: 70, top: 40, width: 700, height: 300 }
const LEGEND_ROW = 20

/** The chart as a drawing of its own: title, axes, bands, lines, legend. */
export function chartSvg(
  title: string,
  lines: readonly ChartLine[],
  look: SvgLook,
): { text: string; width: number; height: number } {
  const height = PLOT.top + PLOT.height + 50 + lines.length * LEGEND_ROW
  const ink = look.isDark ? '#e6e9ef' : '#1a2130'
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12" fill="${ink}">`,
    `<rect width="${WIDTH}" height="${height}" fill="${look.isDark ? '#171c25' : '#ffffff'}"/>`,
    `<text x="${PLOT.left}" y="24" font-size="15" font-weight="600">${escaped(title)}</text>`,
    `<clipPath id="plot"><rect x="${PLOT.left}" y="${PLOT.top}" width="${PLOT.width}" height="${PLOT.height}"/></clipPath>`,
    ...axisParts(look),
    '<g clip-path="url(#plot)">',
    ...lines.map(line => linePart(line, look)),
    '</g>',
    ...lines.map((line, index) => legendPart(line, PLOT.top + PLOT.height + 50 + index * LEGEND_ROW)),
    '</svg>',
  ]
  return { text: parts.join('\n'), width: WIDTH, height }
}

function axisParts({ axis, x, y, logX, logY, isDark }: SvgLook): string[] {
  const grid = isDark ? '#2c3543' : '#e4e7ed'
  const across = ticks(x, logX, 7).map(value => {
    const at = placeX(value, x, logX)
    return `<path d="M${at} ${PLOT.top}v${PLOT.height}" stroke="${grid}"/><text x="${at}" y="${PLOT.top + PLOT.height + 18}" text-anchor="middle">${escaped(placeText(axis, value))}</text>`
  })
  const up = ticks(y, logY, 6).map(value => {
    const at = placeY(value, y, logY)
    return `<path d="M${PLOT.left} ${at}h${PLOT.width}" stroke="${grid}"/><text x="${PLOT.left - 8}" y="${at + 4}" text-anchor="end">${formatNumber(value, 4)}</text>`
  })
  return [...across, ...up]
}

function linePart(line: ChartLine, look: SvgLook): string {
  const places = Array.from(line.x.keys()).filter(
    index =>
      line.x[index]! >= look.x[0] &&
      line.x[index]! <= look.x[1] &&
      Number.isFinite(line.value[index]!) &&
      !(look.logY && line.low[index]! <= 0),
  )
  const point = (index: number, value: number) =>
    `${placeX(line.x[index]!, look.x, look.logX)} ${placeY(value, look.y, look.logY)}`
  const band = [
    ...places.map(index => point(index, line.high[index]!)),
    ...[...places].reverse().map(index => point(index, line.low[index]!)),
  ]
  const dash = line.dash ? ` stroke-dasharray="${line.dash.join(' ')}"` : ''
  return (
    `<path d="M${band.join('L')}Z" fill="${line.color}" opacity="0.22"/>` +
    `<path d="M${places.map(index => point(index, line.value[index]!)).join('L')}" fill="none" stroke="${line.color}" stroke-width="1.6"${dash}/>`
  )
}

function legendPart(line: ChartLine, y: number): string {
  return `<circle cx="${PLOT.left + 6}" cy="${y - 4}" r="5" fill="${line.color}"/><text x="${PLOT.left + 18}" y="${y}">${escaped(line.name)}</text>`
}

/** Round numbers within a range. */
export function ticks([from, to]: [number, number], log: boolean, wanted: number): number[] {
  if (!(to > from)) return [from]
  if (log) {
    const first = Math.ceil(Math.log10(from))
    const powers = Array.from(
      { length: Math.max(0, Math.floor(Math.log10(to)) - first + 1) },
      (_, index) => 10 ** (first + index),
    )
    return powers.length > 1 ? powers : [from, to]
  }
  const rough = (to - from) / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(size => size >= rough)!
  const count = Math.floor(to / step) - Math.ceil(from / step) + 1
  return Array.from({ length: count }, (_, index) => (Math.ceil(from / step) + index) * step)
}

function placeX(value: number, range: [number, number], log: boolean): number {
  return Number((PLOT.left + share(value, range, log) * PLOT.width).toFixed(1))
}

function placeY(value: number, range: [number, number], log: boolean): number {
  return Number((PLOT.top + PLOT.height - share(value, range, log) * PLOT.height).toFixed(1))
}

function share(value: number, [from, to]: [number, number], log: boolean): number {
  if (!log) return (value - from) / (to - from)
  return (Math.log(value) - Math.log(from)) / (Math.log(to) - Math.log(from))
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`)
}
