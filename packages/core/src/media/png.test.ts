import fc from 'fast-check'
import { decodePng } from '../../../../test/media/decode-png.ts'
import { hasPython, runPython } from '../../../../test/media/python.ts'
import { itWhen } from '../../../../test/skip.ts'
import { encodePng } from './png.ts'

const pictures = fc
  .record({
    width: fc.integer({ min: 1, max: 20 }),
    height: fc.integer({ min: 1, max: 20 }),
    channels: fc.integer({ min: 1, max: 4 }),
  })
  .chain(({ width, height, channels }) => {
    const size = width * height * channels
    return fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      channels: fc.constant(channels),
      pixels: fc.uint8Array({ minLength: size, maxLength: size }),
    })
  })

test('what is written is what a strict reader reads, for every size and number of channels', () => {
  fc.assert(
    fc.property(pictures, picture => {
      expect(decodePng(encodePng(picture))).toEqual(picture)
    }),
  )
})

test('a smooth picture is stored in far fewer bytes than its pixels', () => {
  const pixels = Uint8Array.from({ length: 128 * 128 * 3 }, (_, i) => (Math.floor(i / 3) % 128) + Math.floor(i / 384))
  expect(encodePng({ pixels, width: 128, height: 128, channels: 3 }).length).toBeLessThan(pixels.length / 20)
})

// checks and unpacks with another language's zlib; the Sub filter is undone row by row
const READER = `
import sys, zlib, struct, json
b = sys.stdin.buffer.read(); p = 8; idat = b''
while p < len(b):
    n, kind = struct.unpack('>I4s', b[p:p+8]); body = b[p+8:p+8+n]
    assert zlib.crc32(kind + body) == struct.unpack('>I', b[p+8+n:p+12+n])[0]
    if kind == b'IHDR': w, h, depth, color = struct.unpack('>IIBB', body[:10])
    if kind == b'IDAT': idat += body
    p += 12 + n
c = {0: 1, 2: 3, 4: 2, 6: 4}[color]; raw = zlib.decompress(idat); out = []
for y in range(h):
    row = raw[y*(w*c+1):(y+1)*(w*c+1)]; assert row[0] == 1; line = []
    for i, v in enumerate(row[1:]): line.append((v + (line[i-c] if i >= c else 0)) & 255)
    out += line
print(json.dumps({'width': w, 'height': h, 'depth': depth, 'channels': c, 'pixels': out}))`

itWhen(hasPython, 'python3 is not installed')('Python reads the same pixels', () => {
  const pixels = Uint8Array.from({ length: 7 * 5 * 3 }, (_, i) => (i * 37) & 255)
  const read = runPython(READER, encodePng({ pixels, width: 7, height: 5, channels: 3 }))
  expect(read).toEqual({ width: 7, height: 5, depth: 8, channels: 3, pixels: [...pixels] })
})
