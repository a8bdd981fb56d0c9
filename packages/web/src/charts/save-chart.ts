import type uPlot from 'uplot'
import type { ChartLine } from './chart-line.ts'
import { chartSvg } from './chart-svg.ts'
import type { ChartSettings } from './chart-settings.ts'

interface SavedChart {
  name: string
  lines: readonly ChartLine[]
  plot: uPlot
  settings: ChartSettings
  isDark: boolean
}

/** Hands the chart to the reader as a file. */
export async function saveChart(format: 'png' | 'svg' | 'csv', chart: SavedChart): Promise<void> {
  const name = `${chart.name.replace(/[^\w.-]+/g, '-')}.${format}`
  if (format === 'csv') return saveFile(name, new Blob([chartCsv(chart.lines)], { type: 'text/csv' }))
  const svg = svgOf(chart)
  if (format === 'svg') return saveFile(name, new Blob([svg.text], { type: 'image/svg+xml' }))
  saveFile(name, await pngOf(svg))
}

/** One row per line and place, with the band beside the line. */
export function chartCsv(lines: readonly ChartLine[]): string {
  const rows = lines.flatMap(line =>
    Array.from(line.x, (x, index) =>
      [quoted(line.name), x, line.value[index], line.low[index], line.high[index]].join(','),
    ),
  )
  return ['line,x,value,min,max', ...rows, ''].join('\n')
}

// a text that begins like a formula would be run as one by a spreadsheet
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function svgOf({ name, lines, plot, settings, isDark }: SavedChart) {
  const { min: left = 0, max: right = 1 } = plot.scales.x!
  const { min: low = 0, max: high = 1 } = plot.scales.y!
  return chartSvg(name, lines, { ...settings, isDark, x: [left, right], y: [low, high] })
}

async function pngOf(svg: { text: string; width: number; height: number }): Promise<Blob> {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg.text)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  // twice the size, for print
  canvas.width = svg.width * 2
  canvas.height = svg.height * 2
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise(resolve => canvas.toBlob(blob => resolve(blob!), 'image/png'))
}

function saveFile(name: string, content: Blob): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
