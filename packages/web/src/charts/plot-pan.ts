import type uPlot from 'uplot'
import type { Range } from './settings-text.ts'

/** Time without another turn of the wheel after which detail is fetched. */
const REST_MS = 150
const ZOOM_PER_TURN = 1.002

/** Where a chart is while a hand moves it. The chart's range is read from here, so that fresh points do not move it back. */
export interface Moving {
  range?: Range
}

/**
 * Moves along the axis with Shift and a drag, a finger, or a wheel sideways; zooms about the pointer with Ctrl and the
 * wheel. The chart moves at once; `onRest` gets the range when the hand rests. Returns what takes it all off again.
 */
export function enablePanning(plot: uPlot, moving: Moving, onRest: (range: Range) => void): () => void {
  const { over } = plot
  const listening = new AbortController()
  const { signal } = listening
  let timer: ReturnType<typeof setTimeout> | undefined
  const rest = () => moving.range && onRest(moving.range)
  const show = (range: Range) => moveTo(range, plot, moving)
  const wheel = (event: WheelEvent) => {
    const range = turned(plot, event)
    if (!range) return
    event.preventDefault()
    show(range)
    clearTimeout(timer)
    timer = setTimeout(rest, REST_MS)
  }
  const press = (event: PointerEvent) => {
    if (event.button !== 0 || (!event.shiftKey && event.pointerType !== 'touch')) return
    // no drag of the chart's own begins
    event.preventDefault()
    over.setPointerCapture(event.pointerId)
    follow(plot, event.clientX, { show, rest })
  }
  over.addEventListener('wheel', wheel, { signal, passive: false })
  over.addEventListener('pointerdown', press, { signal })
  return () => {
    clearTimeout(timer)
    listening.abort()
  }
}

function moveTo({ from, to }: Range, plot: uPlot, moving: Moving): void {
  if (!Number.isFinite(from) || !Number.isFinite(to) || from >= to) return
  moving.range = { from, to }
  plot.setScale('x', { min: from, max: to })
}

/** The range moved by a share of its width. */
export function moved(plot: uPlot, share: number): Range {
  const width = plot.over.clientWidth
  return { from: plot.posToVal(width * share, 'x'), to: plot.posToVal(width * (1 + share), 'x') }
}

function follow(plot: uPlot, start: number, { show, rest }: { show: (range: Range) => void; rest: () => void }): void {
  const { over } = plot
  let last = start
  const move = ({ clientX }: PointerEvent) => {
    show(moved(plot, (last - clientX) / over.clientWidth))
    last = clientX
  }
  const end = () => {
    over.removeEventListener('pointermove', move)
    rest()
  }
  over.addEventListener('pointermove', move)
  over.addEventListener('lostpointercapture', end, { once: true })
}

/** The range that a turn of the wheel leads to; undefined when it meant the page. */
function turned(plot: uPlot, { ctrlKey, metaKey, shiftKey, deltaX, deltaY, offsetX }: WheelEvent): Range | undefined {
  const width = plot.over.clientWidth
  if (ctrlKey || metaKey) {
    const factor = ZOOM_PER_TURN ** deltaY
    const at = (place: number) => plot.posToVal(offsetX + (place - offsetX) * factor, 'x')
    return { from: at(0), to: at(width) }
  }
  const sideways = shiftKey && deltaX === 0 ? deltaY : deltaX
  return Math.abs(sideways) > (shiftKey ? 0 : Math.abs(deltaY)) ? moved(plot, sideways / width) : undefined
}
