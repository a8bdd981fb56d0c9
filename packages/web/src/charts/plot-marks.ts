import type uPlot from 'uplot'
import type { ChartLine } from './chart-line.ts'

/** Marks at the edges for values that have no height: a cross for NaN, triangles for the infinities. */
export function drawMarks(plot: uPlot, lines: readonly ChartLine[]): void {
  const { ctx, bbox } = plot
  const size = 4 * devicePixelRatio
  ctx.save()
  for (const line of lines) {
    ctx.strokeStyle = ctx.fillStyle = line.color
    ctx.lineWidth = 1.5 * devicePixelRatio
    const bottom = bbox.top + bbox.height - size
    const top = bbox.top + size
    for (const x of placesIn(plot, line.nan)) cross(ctx, x, bottom, size)
    for (const x of placesIn(plot, line.positiveInfinity)) triangle(ctx, x, top, -size)
    for (const x of placesIn(plot, line.negativeInfinity)) triangle(ctx, x, bottom, size)
  }
  ctx.restore()
}

function placesIn(plot: uPlot, places: readonly number[]): number[] {
  const { min, max } = plot.scales.x!
  return places.filter(x => x >= (min ?? x) && x <= (max ?? x)).map(x => plot.valToPos(x, 'x', true))
}

function cross(ctx: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  ctx.beginPath()
  ctx.moveTo(x - size, y - size)
  ctx.lineTo(x + size, y + size)
  ctx.moveTo(x - size, y + size)
  ctx.lineTo(x + size, y - size)
  ctx.stroke()
}

function triangle(ctx: CanvasRenderingContext2D, x: number, y: number, size: number): void {
  ctx.beginPath()
  ctx.moveTo(x, y + size)
  ctx.lineTo(x - size, y - size)
  ctx.lineTo(x + size, y - size)
  ctx.fill()
}
