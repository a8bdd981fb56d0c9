import { crc32, inflateSync } from 'node:zlib'

export interface DecodedPng {
  width: number
  height: number
  channels: number
  pixels: Uint8Array
}

const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 4: 2, 6: 4 }

/** Reads an 8-bit PNG strictly: signature, checksums, all five filters. */
export function decodePng(bytes: Uint8Array): DecodedPng {
  const file = Buffer.from(bytes)
  if (file.toString('latin1', 0, 8) !== '\x89PNG\r\n\x1a\n') throw new Error('no PNG signature')
  const chunks = readChunks(file)
  const header = chunks.find(chunk => chunk.type === 'IHDR')?.body as Buffer
  const [width, height, channels] = [
    header.readUInt32BE(0),
    header.readUInt32BE(4),
    Number(CHANNELS[header.readUInt8(9)]),
  ]
  const body = inflateSync(Buffer.concat(chunks.filter(chunk => chunk.type === 'IDAT').map(chunk => chunk.body)))
  const rowLength = width * channels
  if (body.length !== (rowLength + 1) * height) throw new Error(`${body.length} bytes of rows`)
  const pixels = new Uint8Array(rowLength * height)
  for (let row = 0; row < height; row++)
    unfilter(body.subarray(row * (rowLength + 1), (row + 1) * (rowLength + 1)), pixels, row, channels)
  return { width, height, channels, pixels }
}

function readChunks(file: Buffer): { type: string; body: Buffer }[] {
  const chunks = []
  for (let at = 8; at < file.length;) {
    const length = file.readUInt32BE(at)
    const type = file.toString('latin1', at + 4, at + 8)
    if (crc32(file.subarray(at + 4, at + 8 + length)) !== file.readUInt32BE(at + 8 + length))
      throw new Error(`checksum of ${type}`)
    chunks.push({ type, body: file.subarray(at + 8, at + 8 + length) })
    at += 12 + length
  }
  if (chunks.at(-1)?.type !== 'IEND') throw new Error('no IEND')
  return chunks
}

function unfilter(line: Uint8Array, pixels: Uint8Array, row: number, step: number): void {
  const length = line.length - 1
  const start = row * length
  for (let i = 0; i < length; i++) {
    const left = i < step ? 0 : Number(pixels[start + i - step])
    const up = row === 0 ? 0 : Number(pixels[start + i - length])
    const corner = i < step || row === 0 ? 0 : Number(pixels[start + i - length - step])
    const predicted = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][Number(line[0])]
    pixels[start + i] = Number(line[i + 1]) + Number(predicted)
  }
}

function paeth(left: number, up: number, corner: number): number {
  const guess = left + up - corner
  const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)]
  return a <= b && a <= c ? left : b <= c ? up : corner
}
