import type { Reader } from './source.ts'

export interface ImageSize {
  width: number
  height: number
}

const READERS: Record<string, (read: Reader) => ImageSize | undefined> = { png, jpeg, webp, gif }

/** Width and height from the header; `undefined` when it is cut short or damaged. */
export function imageSize(format: string, read: Reader): ImageSize | undefined {
  const size = READERS[format]?.(read)
  return size && size.width > 0 && size.height > 0 ? size : undefined
}

function view(read: Reader, position: number, length: number): DataView | undefined {
  const bytes = read(position, length)
  return bytes.length === length ? new DataView(bytes.buffer, bytes.byteOffset, length) : undefined
}

function png(read: Reader): ImageSize | undefined {
  const head = view(read, 16, 8)
  return head && { width: head.getUint32(0), height: head.getUint32(4) }
}

function gif(read: Reader): ImageSize | undefined {
  const head = view(read, 6, 4)
  return head && { width: head.getUint16(0, true), height: head.getUint16(2, true) }
}

/** Walks from segment to segment; the frame header may lie behind long profiles and previews. */
function jpeg(read: Reader): ImageSize | undefined {
  for (let position = 2; ;) {
    const head = view(read, position, 4)
    if (!head || head.getUint8(0) !== 0xff) return undefined
    const marker = head.getUint8(1)
    if (marker === 0xff) {
      position++
      continue
    }
    if (isFrameHeader(marker)) {
      const size = view(read, position + 5, 4)
      return size && { width: size.getUint16(2), height: size.getUint16(0) }
    }
    position += 2 + head.getUint16(2)
  }
}

/** SOF0 to SOF15, without the tables (DHT, JPG, DAC) that share their range. */
function isFrameHeader(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

function webp(read: Reader): ImageSize | undefined {
  switch (String.fromCharCode(...read(12, 4))) {
    case 'VP8 ': {
      const head = view(read, 26, 4)
      return head && { width: head.getUint16(0, true) & 0x3fff, height: head.getUint16(2, true) & 0x3fff }
    }
    case 'VP8L': {
      const bits = view(read, 21, 4)?.getUint32(0, true)
      return bits === undefined ? undefined : { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X': {
      // two numbers of 24 bits
      const head = view(read, 24, 6)
      return head && { width: (head.getUint32(0, true) & 0xffffff) + 1, height: (head.getUint32(2, true) >>> 8) + 1 }
    }
    default:
      return undefined
  }
}
