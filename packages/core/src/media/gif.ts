import { createRequire } from 'node:module'
import type { Pixels } from './pixels.ts'

type Color = [number, number, number]

/** The part of gifenc that is used; the package has no types. */
interface Gifenc {
  GIFEncoder(): {
    writeFrame(index: Uint8Array, width: number, height: number, options: { palette: Color[]; delay: number }): void
    finish(): void
    bytes(): Uint8Array
  }
  quantize(rgba: Uint8Array, colors: number): Color[]
  applyPalette(rgba: Uint8Array, palette: Color[]): Uint8Array
}

const COLORS = 256

/** Writes an endless animation. Frames must be of one size; alpha is dropped. */
export function encodeGif(frames: readonly Pixels[], framesPerSecond: number): Uint8Array {
  // loaded here: most programs never make a GIF
  const require = createRequire(import.meta.url)
  const gifenc = require('gifenc') as Gifenc
  const encoder = gifenc.GIFEncoder()
  for (const [index, frame] of frames.entries()) {
    const { palette, indexes } = exactPalette(frame) ?? nearestPalette(gifenc, frame)
    const delay = frameEnd(index + 1, framesPerSecond) - frameEnd(index, framesPerSecond)
    encoder.writeFrame(indexes, frame.width, frame.height, { palette, delay: delay * 10 })
  }
  encoder.finish()
  return encoder.bytes()
}

/** In hundredths of a second, the unit of GIF; rounding ends instead of lengths keeps the whole in time. */
function frameEnd(frames: number, framesPerSecond: number): number {
  return Math.round((frames * 100) / framesPerSecond)
}

interface Indexed {
  palette: Color[]
  indexes: Uint8Array
}

/** Frames of up to 256 colours, such as every gray one, keep each colour. */
function exactPalette({ pixels, channels }: Pixels): Indexed | undefined {
  const known = new Map<number, number>()
  const palette: Color[] = []
  const indexes = new Uint8Array(pixels.length / channels)
  for (let i = 0; i < indexes.length; i++) {
    const color = colorAt(pixels, i, channels)
    const key = (color[0] << 16) | (color[1] << 8) | color[2]
    let index = known.get(key)
    if (index === undefined) {
      if (palette.length === COLORS) return undefined
      index = palette.push(color) - 1
      known.set(key, index)
    }
    indexes[i] = index
  }
  return { palette, indexes }
}

function nearestPalette(gifenc: Gifenc, { pixels, channels }: Pixels): Indexed {
  const rgba = new Uint8Array((pixels.length / channels) * 4)
  for (let i = 0; i * 4 < rgba.length; i++) rgba.set([...colorAt(pixels, i, channels), 255], i * 4)
  const palette = gifenc.quantize(rgba, COLORS)
  return { palette, indexes: gifenc.applyPalette(rgba, palette) }
}

function colorAt(pixels: Uint8Array, index: number, channels: number): Color {
  const at = index * channels
  const first = pixels[at] as number
  return channels < 3 ? [first, first, first] : [first, pixels[at + 1] as number, pixels[at + 2] as number]
}
