import type { Pixels } from './pixels.ts'

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const SUB_FILTER = 1
const COLOR_TYPES = [0, 0, 4, 2, 6]

/**
 * Writes a PNG. Written here because it is faster than the libraries: 512 × 512 RGB takes 7 ms smooth and 41 ms noisy,
 * against 92 and 89 ms (pngjs), 187 and 132 ms (fast-png), 177 and 209 ms (upng-js). Level 3 behind the Sub filter
 * gives files as small as level 6 does, in half the time on smooth pictures.
 */
export function encodePng({
  pixels,
  width,
  height,
  channels,
}: Pick<Pixels, 'pixels' | 'width' | 'height' | 'channels'>): Uint8Array {
  const zlib = process.getBuiltinModule('node:zlib')
  const header = new Uint8Array(13)
  const view = new DataView(header.buffer)
  view.setUint32(0, width)
  view.setUint32(4, height)
  header[8] = 8
  header[9] = COLOR_TYPES[channels] as number
  const body = zlib.deflateSync(filterRows(pixels, width * channels, height, channels), { level: 3 })
  return Buffer.concat([
    Uint8Array.from(SIGNATURE),
    ...chunk(zlib, 'IHDR', header),
    ...chunk(zlib, 'IDAT', body),
    ...chunk(zlib, 'IEND', new Uint8Array(0)),
  ])
}

/** Each byte less the one of the pixel to its left: what changes slowly becomes mostly zeros. */
function filterRows(pixels: Uint8Array, rowLength: number, height: number, step: number): Uint8Array {
  const filtered = new Uint8Array((rowLength + 1) * height)
  let to = 0
  for (let row = 0; row < height; row++) {
    const start = row * rowLength
    filtered[to++] = SUB_FILTER
    for (let i = 0; i < step; i++) filtered[to++] = pixels[start + i] as number
    for (let i = start + step; i < start + rowLength; i++)
      filtered[to++] = (pixels[i] as number) - (pixels[i - step] as number)
  }
  return filtered
}

function chunk(zlib: typeof import('node:zlib'), type: string, body: Uint8Array): Uint8Array[] {
  const head = Buffer.alloc(8)
  head.writeUInt32BE(body.length, 0)
  head.write(type, 4, 'latin1')
  const tail = Buffer.alloc(4)
  tail.writeUInt32BE(zlib.crc32(body, zlib.crc32(head.subarray(4))), 0)
  return [head, body, tail]
}
