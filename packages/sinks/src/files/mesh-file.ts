/** A surface of triangles. */
export interface Mesh {
  positions: number[]
  /** Three numbers of vertices for each triangle. */
  faces: number[]
}

/** Reads the vertices and faces of a Wavefront OBJ file. */
export function readObj(bytes: Uint8Array): Mesh {
  const mesh: Mesh = { positions: [], faces: [] }
  for (const line of new TextDecoder().decode(bytes).split('\n')) {
    const [word, ...rest] = line.trim().split(/\s+/)
    if (word === 'v') mesh.positions.push(...rest.slice(0, 3).map(Number))
    if (word === 'f') addFace(mesh, rest)
  }
  return mesh
}

// a polygon is a fan of triangles; numbers count from 1, or from the end where they are negative
function addFace({ positions, faces }: Mesh, corners: readonly string[]): void {
  const vertices = corners.map(corner => {
    const number = Number.parseInt(corner, 10)
    return number < 0 ? positions.length / 3 + number : number - 1
  })
  for (let i = 2; i < vertices.length; i++) faces.push(vertices[0]!, vertices[i - 1]!, vertices[i]!)
}

const STL_HEADER_BYTES = 84
const STL_TRIANGLE_BYTES = 50

/** Reads the triangles of an STL file, binary or text. */
export function readStl(bytes: Uint8Array): Mesh {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const count = bytes.length < STL_HEADER_BYTES ? -1 : view.getUint32(80, true)
  const positions =
    bytes.length === STL_HEADER_BYTES + count * STL_TRIANGLE_BYTES ? binaryVertices(view, count) : textVertices(bytes)
  return { positions, faces: Array.from({ length: positions.length / 3 }, (_, vertex) => vertex) }
}

function binaryVertices(view: DataView, count: number): number[] {
  const positions: number[] = []
  for (let triangle = 0; triangle < count; triangle++) {
    // behind the normal
    const at = STL_HEADER_BYTES + triangle * STL_TRIANGLE_BYTES + 12
    for (let i = 0; i < 9; i++) positions.push(view.getFloat32(at + i * 4, true))
  }
  return positions
}

function textVertices(bytes: Uint8Array): number[] {
  const lines = new TextDecoder().decode(bytes).matchAll(/^\s*vertex\s+(\S+)\s+(\S+)\s+(\S+)/gm)
  return [...lines].flatMap(([, x, y, z]) => [Number(x), Number(y), Number(z)])
}
