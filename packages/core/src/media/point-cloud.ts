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
const LABEL = ['property int label']
const COLORS = ['property uchar red', 'property uchar green', 'property uchar blue']

/** A binary PLY file, which every viewer of point clouds opens. */
export function encodePly(cloud: Cloud): Uint8Array {
  const { values, stride, points } = cloud
  const more = stride === 4 ? LABEL : stride === 6 ? COLORS : []
  const lines = [
    'ply',
    'format binary_little_endian 1.0',
    `element vertex ${points}`,
    ...POSITION,
    ...more,
    'end_header',
    '',
  ]
  const header = new TextEncoder().encode(lines.join('\n'))
  const size = 12 + (stride === 4 ? 4 : more.length)
  const bytes = new Uint8Array(header.length + points * size)
  bytes.set(header)
  const view = new DataView(bytes.buffer, header.length)
  const writeMore = stride === 4 ? writeLabel : stride === 6 ? colorWriter(values) : undefined
  for (let point = 0; point < points; point++) {
    const [from, to] = [point * stride, point * size]
    for (let axis = 0; axis < 3; axis++) view.setFloat32(to + axis * 4, values[from + axis] as number, true)
    writeMore?.(view, to + 12, values, from + 3)
  }
  return bytes
}

type PropertyWriter = (view: DataView, to: number, values: Float64Array, from: number) => void

function writeLabel(view: DataView, to: number, values: Float64Array, from: number): void {
  view.setInt32(to, values[from] as number, true)
}

/** Colours that never exceed 1 are fractions; others are 0 to 255. */
function colorWriter(values: Float64Array): PropertyWriter {
  const scale = values.some((value, at) => at % 6 > 2 && value > 1) ? 1 : 255
  return (view, to, values, from) => {
    for (let i = 0; i < 3; i++) {
      // NaN becomes 0
      view.setUint8(to + i, Math.max(0, Math.min(255, Math.round((values[from + i] as number) * scale))) || 0)
    }
  }
}
