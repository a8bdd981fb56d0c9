import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { ChartLine } from './chart-line.ts'
import type { Range } from './settings-text.ts'
import { joinLines } from './join-lines.ts'
import { CursorValues } from './cursor-values.tsx'
import { plotOptions, type PlotLook } from './plot-options.ts'
import { enablePanning, moved, type Moving } from './plot-pan.ts'

interface PlotProps extends PlotLook {
  label: string
  lines: readonly ChartLine[]
  height: number
  onZoom: (range: Range | undefined) => void
  onFull?: () => void
  /** Gives the drawn chart to those who export it. */
  onPlot?: (plot: uPlot | undefined) => void
}

export interface CursorPlace {
  x: number
  left: number
  width: number
}

/** A chart of lines with bands: drag to zoom, Shift and drag to move, double click or 0 to see all, arrows for the cursor. */
export function Plot(props: PlotProps) {
  const { label, lines, axis, logX, logY, fitSpikes, zoom, isDark, unit, sync, height, onZoom, onFull, onPlot } = props
  const holder = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const [width, setWidth] = useState(0)
  const [cursor, setCursor] = useState<CursorPlace>()
  // uPlot keeps what it is given; the newest callback is reached through this
  const zooming = useRef(onZoom)
  zooming.current = onZoom
  const shape = lines.map(line => `${line.name}|${line.color}|${line.raw ? 1 : 0}`).join('\n')
  const from = zoom?.from
  const to = zoom?.to

  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry!.contentRect.width)))
    observer.observe(holder.current!)
    return () => observer.disconnect()
  }, [])

  useEffect(() => {
    if (width === 0) return
    const moving: Moving = {}
    const look = { axis, logX, logY, fitSpikes, zoom, moving, isDark, unit, sync }
    const options = plotOptions(lines, look, { width, height }, range => zooming.current(range))
    options.hooks!.setCursor = [drawn => setCursor(cursorPlace(drawn))]
    const drawn = new uPlot(options, joinLines(lines, { x: logX, y: logY }), holder.current!)
    drawn.over.addEventListener('dblclick', () => zooming.current(undefined))
    const endPanning = enablePanning(drawn, moving, range => zooming.current(range))
    plot.current = drawn
    onPlot?.(drawn)
    return () => {
      endPanning()
      onPlot?.(undefined)
      drawn.destroy()
    }
    // new lines of the same shape are handed over below, without a new chart
  }, [width, height, shape, axis, logX, logY, fitSpikes, from, to, isDark, unit, sync])

  useDrawnLines(plot, lines, { x: logX, y: logY })

  const onKeyDown = (event: KeyboardEvent) => {
    if (!plot.current || event.ctrlKey || event.metaKey || event.altKey) return
    if (!plotKey(event, plot.current, { onZoom, onFull })) return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      className="plot"
      role="group"
      aria-label={label}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => setCursor(undefined)}
    >
      <div ref={holder} style={{ height }} />
      {cursor && <CursorValues lines={lines} axis={axis} unit={unit} cursor={cursor} />}
    </div>
  )
}

/** Fresh points go into the chart that is there: the cursor stays where it is. */
function useDrawnLines(
  plot: { current: uPlot | undefined },
  lines: readonly ChartLine[],
  positive: { x: boolean; y: boolean },
): void {
  const drawn = useRef(lines)
  useEffect(() => {
    if (drawn.current === lines) return
    drawn.current = lines
    const data = joinLines(lines, positive) as uPlot.AlignedData
    if (plot.current && plot.current.series.length === data.length) plot.current.setData(data)
  }, [plot, lines, positive])
}

/** Where the cursor is; undefined when it is on another chart, which shows the values. */
function cursorPlace(plot: uPlot): CursorPlace | undefined {
  const { left = -1 } = plot.cursor
  const isHere = plot.root.matches(':hover') || plot.root.closest('.plot') === document.activeElement
  if (left < 0 || !isHere) return undefined
  return { x: plot.posToVal(left, 'x'), left: left + plot.over.offsetLeft, width: plot.width }
}

interface KeyActs {
  onZoom: (range: Range | undefined) => void
  onFull: (() => void) | undefined
}

function plotKey({ key, shiftKey }: KeyboardEvent, plot: uPlot, { onZoom, onFull }: KeyActs): boolean {
  if (key === 'ArrowLeft' || key === 'ArrowRight')
    moveCursor(plot, (key === 'ArrowLeft' ? -1 : 1) * (shiftKey ? 10 : 1))
  else if (key === '+' || key === '=') onZoom(scaled(plot, 0.5))
  else if (key === '-') onZoom(scaled(plot, 2))
  else if (key === '[' || key === ']') onZoom(moved(plot, key === '[' ? -0.5 : 0.5))
  else if (key === '0') onZoom(undefined)
  else if (key === 'f' && onFull) onFull()
  else return false
  return true
}

function moveCursor(plot: uPlot, by: number): void {
  const places = plot.data[0]
  const at = plot.cursor.idx ?? (by > 0 ? -1 : places.length)
  const next = Math.max(0, Math.min(places.length - 1, at + by))
  if (places.length === 0) return
  plot.setCursor({ left: plot.valToPos(places[next]!, 'x'), top: 10 })
}

/** The shown range made wider or narrower about the cursor, or about its middle. */
export function scaled(plot: uPlot, factor: number): Range {
  const { min = 0, max = 1 } = plot.scales.x!
  const { left = -1 } = plot.cursor
  const middle = left >= 0 ? plot.posToVal(left, 'x') : (min + max) / 2
  return { from: middle - (middle - min) * factor, to: middle + (max - middle) * factor }
}
