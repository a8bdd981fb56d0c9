/** Points in space, each of `stride` numbers: x, y, z, then a label (4) or red, green, blue (6). */
export interface Cloud {
  values: Float64Array
  stride: number
  points: number
  /** Points with a coordinate that is not finite, left out: viewers could not place the rest. */
  skipped: number
  /** Absent when there are no points. */
  bounds?: { min: number[]; max: number[] }
}

export function readCloud(data: ArrayLike<number | bigint | boolean>, stride: number): Cloud {
  const values = new Float64Array(data.length)
  const min = [Infinity, Infinity, Infinity]
  const max = [-Infinity, -Infinity, -Infinity]
  let points = 0
  for (let at = 0; at < data.length; at += stride) {
    for (let i = 0; i < stride; i++) values[points * stride + i] = Number(data[at + i])
    if (![0, 1, 2].every(axis => Number.isFinite(values[points * stride + axis]))) continue
    for (let axis = 0; axis < 3; axis++) {
      const value = values[points * stride + axis] as number
      min[axis] = Math.min(min[axis] as number, value)
      max[axis] = Math.max(max[axis] as number, value)
    }
    points++
  }
  const cloud = { values: values.subarray(0, points * stride), stride, points, skipped: data.length / stride - points }
  return points === 0 ? cloud : { ...cloud, bounds: { min, max } }
}

const POSITION = ['property float x', 'property float y', 'property float z']
const MORE: Record<number, string[]> = {
  3: [],
  4: ['property int label'],
  6: ['property uchar red', 'property uchar green', 'property uchar blue'],
}

/** A binary PLY file, which every viewer of point clouds opens. */
export function encodePly({ values, stride, points }: Cloud): Uint8Array {
  const lines = ['ply', 'format binary_little_endian 1.0', `element vertex ${points}`, ...POSITION, ...(MORE[stride] ?? []), 'end_header', '']
  const header = new TextEncoder().encode(lines.join('\n'))
  const size = stride === 3 ? 12 : stride === 4 ? 16 : 15
  const bytes = new Uint8Array(header.length + points * size)
  bytes.set(header)
  const view = new DataView(bytes.buffer, header.length)
  const colorScale = stride === 6 ? scaleOfColors(values) : 1
  for (let point = 0; point < points; point++) {
    const [from, to] = [point * stride, point * size]
    for (let axis = 0; axis < 3; axis++) view.setFloat32(to + axis * 4, values[from + axis] as number, true)
    if (stride === 4) view.setInt32(to + 12, values[from + 3] as number, true)
    for (let color = 3; color < stride && stride === 6; color++) {
      view.setUint8(to + 9 + color, Math.max(0, Math.min(255, Math.round((values[from + color] as number) * colorScale))) || 0)
    }
  }
  return bytes
}

/** Colours that never exceed 1 are fractions; others are 0 to 255. */
function scaleOfColors(values: Float64Array): number {
  for (let at = 0; at < values.length; at++) if (at % 6 > 2 && (values[at] as number) > 1) return 1
  return 255
}
