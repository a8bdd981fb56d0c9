import { readObj, readStl } from './mesh-file.ts'
import { readPointCloud } from './point-cloud-file.ts'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

describe('meshes', () => {
  it('are read from OBJ: polygons as fans, numbers from the start or the end', () => {
    const square = 'v 0 0 0\nv 1 0 0\nv 1 1 0\nv 0 1 0\nvn 0 0 1\nf 1/1/1 2/2/1 3//1 4\nf -4 -3 -2\n'
    expect(readObj(bytes(square)).faces).toEqual([0, 1, 2, 0, 2, 3, 0, 1, 2])
  })

  it('are read from STL, binary and text', () => {
    const binary = new DataView(new ArrayBuffer(84 + 50))
    binary.setUint32(80, 1, true)
    for (let i = 0; i < 9; i++) binary.setFloat32(84 + 12 + i * 4, i, true)
    const expected = { positions: [0, 1, 2, 3, 4, 5, 6, 7, 8], faces: [0, 1, 2] }
    expect(readStl(new Uint8Array(binary.buffer))).toEqual(expected)
    const text =
      'solid a\nfacet normal 0 0 1\nouter loop\nvertex 0 1 2\nvertex 3 4 5\nvertex 6 7 8\nendloop\nendfacet\nendsolid'
    expect(readStl(bytes(text))).toEqual(expected)
  })

  it('of points are read as SeeTrain writes them, and of others not', () => {
    expect(readPointCloud(bytes('ply\nformat ascii 1.0\nelement vertex 1\nend_header\n0 0 0\n'))).toBeUndefined()
  })
})
