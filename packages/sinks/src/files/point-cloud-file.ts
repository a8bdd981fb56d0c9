/** Points in space as SeeTrain stores them. */
export interface PointCloud {
  /** x, y and z of each point. */
  positions: Float32Array
  /** Red, green and blue of each point, 0 to 255. */
  colors?: Uint8Array
  /** A class per point. */
  labels?: Int32Array
}

const HEADER =
  /^ply\nformat binary_little_endian 1\.0\nelement vertex (\d+)\nproperty float x\nproperty float y\nproperty float z\n(property int label\n|property uchar red\nproperty uchar green\nproperty uchar blue\n)?end_header\n/
const MOST_HEADER_BYTES = 1024

/** Reads a PLY file of points as SeeTrain writes it; undefined for any other. */
export function readPointCloud(bytes: Uint8Array): PointCloud | undefined {
  const match = HEADER.exec(
    Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MOST_HEADER_BYTES)).toString('latin1'),
  )
  if (!match) return undefined
  const count = Number(match[1])
  const more = match[2]?.includes('label') ? 'labels' : match[2] === undefined ? undefined : 'colors'
  const size = 12 + (more === 'labels' ? 4 : more === 'colors' ? 3 : 0)
  if (bytes.length < match[0].length + count * size) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset + match[0].length)
  const positions = new Float32Array(count * 3)
  const colors = new Uint8Array(more === 'colors' ? count * 3 : 0)
  const labels = new Int32Array(more === 'labels' ? count : 0)
  for (let point = 0; point < count; point++) {
    const at = point * size
    for (let axis = 0; axis < 3; axis++) {
      positions[point * 3 + axis] = view.getFloat32(at + axis * 4, true)
      if (more === 'colors') colors[point * 3 + axis] = view.getUint8(at + 12 + axis)
    }
    if (more === 'labels') labels[point] = view.getInt32(at + 12, true)
  }
  return { positions, ...(more === 'colors' && { colors }), ...(more === 'labels' && { labels }) }
}
