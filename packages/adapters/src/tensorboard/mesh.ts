import { InvalidArgumentError, Object3D } from '@seetrain/core'
import { flatNumbers } from '../values/flat-numbers.ts'

/** The meshes of `add_mesh`: batch × points × 3, with colours (0 to 255) and triangles of the same batch where given. */
export function readMeshes(vertices: unknown, colors: unknown, faces: unknown): Object3D[] {
  const batch = batchOf(vertices)
  const all = [vertices, colors, faces].map(flatNumbers)
  return Array.from({ length: batch }, (_, index) => {
    const [points = [], shades = [], corners = []] = all.map(numbers => part(numbers, index, batch))
    return new Object3D(encodePly(points, shades, corners), { format: 'ply' })
  })
}

function batchOf(vertices: unknown): number {
  const { shape } = (typeof vertices === 'object' && vertices !== null ? vertices : {}) as { shape?: number[] }
  const [batch, , width] = shape ?? (Array.isArray(vertices) ? [vertices.length, 0, 3] : [])
  if (batch !== undefined && width === 3) return batch
  throw new InvalidArgumentError('vertices', vertices, 'Pass an array of batch × points × 3.')
}

function part(numbers: readonly number[], index: number, batch: number): number[] {
  const size = numbers.length / batch
  return numbers.slice(index * size, (index + 1) * size)
}

/** A mesh as text in the PLY format, which every viewer of meshes reads. */
function encodePly(points: readonly number[], shades: readonly number[], corners: readonly number[]): Uint8Array {
  const header = [
    'ply',
    'format ascii 1.0',
    `element vertex ${points.length / 3}`,
    ...['x', 'y', 'z'].map(axis => `property float ${axis}`),
    ...(shades.length > 0 ? ['red', 'green', 'blue'].map(shade => `property uchar ${shade}`) : []),
    ...(corners.length > 0 ? [`element face ${corners.length / 3}`, 'property list uchar int vertex_indices'] : []),
    'end_header',
  ]
  const triples = (numbers: readonly number[]) =>
    Array.from({ length: numbers.length / 3 }, (_, index) => numbers.slice(index * 3, index * 3 + 3).join(' '))
  const colours = triples(shades.map(Math.round))
  const vertices = triples(points).map((point, index) => (shades.length > 0 ? `${point} ${colours[index]}` : point))
  const triangles = triples(corners).map(triangle => `3 ${triangle}`)
  return new TextEncoder().encode([...header, ...vertices, ...triangles, ''].join('\n'))
}
