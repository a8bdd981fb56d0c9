export interface DecodedGif {
  width: number
  height: number
  /** RGB, and the delay in hundredths of a second. */
  frames: { pixels: Uint8Array; delay: number }[]
  repeats: boolean
}

/** Reads a GIF whose frames cover the whole picture. */
export function decodeGif(bytes: Uint8Array): DecodedGif {
  const file = Buffer.from(bytes)
  if (file.toString('latin1', 0, 6) !== 'GIF89a') throw new Error('no GIF signature')
  const gif: DecodedGif = { width: file.readUInt16LE(6), height: file.readUInt16LE(8), frames: [], repeats: false }
  const globalTable = readTable(file, 13, file[10] as number)
  let at = 13 + globalTable.length
  let delay = 0
  for (;;) {
    const kind = file[at++]
    if (kind === 0x3b) return gif
    if (kind === 0x21) {
      const label = file[at++]
      if (label === 0xf9) delay = file.readUInt16LE(at + 2)
      if (label === 0xff) gif.repeats = file.toString('latin1', at + 1, at + 12) === 'NETSCAPE2.0'
      at = skipBlocks(file, at).end
    } else if (kind === 0x2c) {
      const local = readTable(file, at + 9, file[at + 8] as number)
      at += 9 + local.length
      const codeSize = file[at++] as number
      const { end, body } = skipBlocks(file, at)
      gif.frames.push({
        delay,
        pixels: paint(unpack(body, codeSize, gif.width * gif.height), local.length > 0 ? local : globalTable),
      })
      at = end
    } else throw new Error(`block ${kind} at ${at - 1}`)
  }
}

function readTable(file: Buffer, at: number, flags: number): Buffer {
  return flags & 0x80 ? file.subarray(at, at + 3 * 2 ** ((flags & 7) + 1)) : Buffer.alloc(0)
}

function skipBlocks(file: Buffer, from: number): { end: number; body: Buffer } {
  const parts: Buffer[] = []
  let at = from
  for (let length = file[at] as number; length !== 0; length = file[at] as number) {
    parts.push(file.subarray(at + 1, at + 1 + length))
    at += 1 + length
  }
  return { end: at + 1, body: Buffer.concat(parts) }
}

function paint(indexes: Uint8Array, table: Buffer): Uint8Array {
  const pixels = new Uint8Array(indexes.length * 3)
  for (const [i, index] of indexes.entries()) pixels.set(table.subarray(index * 3, index * 3 + 3), i * 3)
  return pixels
}

/** LZW with codes of growing width. */
function unpack(body: Buffer, codeSize: number, length: number): Uint8Array {
  const [clear, end] = [1 << codeSize, (1 << codeSize) + 1]
  const out: number[] = []
  let table: number[][] = []
  let width = codeSize + 1
  let previous: number[] | undefined
  let position = 0
  for (;;) {
    let code = 0
    for (let bit = 0; bit < width; bit++, position++)
      code |= (((body[position >> 3] as number) >> (position & 7)) & 1) << bit
    if (code === end) break
    if (code === clear) {
      table = Array.from({ length: clear + 2 }, (_, index) => [index])
      width = codeSize + 1
      previous = undefined
      continue
    }
    const entry = table[code] ?? [...(previous ?? []), ...(previous ?? []).slice(0, 1)]
    out.push(...entry)
    if (previous && table.length < 4096) table.push([...previous, ...entry.slice(0, 1)])
    if (table.length === 1 << width && width < 12) width++
    previous = entry
  }
  if (out.length !== length) throw new Error(`${out.length} pixels instead of ${length}`)
  return Uint8Array.from(out)
}
