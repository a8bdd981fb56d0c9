import type { MediaItem } from '@seetrain/core'
import { readObj, readStl } from '../files/mesh-file.ts'
import { readPointCloud } from '../files/point-cloud-file.ts'
import { ProtobufMessage } from '../protobuf/protobuf-message.ts'
import { numericTensor, type SummaryValue } from './summary-value.ts'

const CONTENT = { VERTEX: 1, FACE: 2, COLOR: 3 } as const

interface Part {
  name: keyof typeof CONTENT
  type: 'float' | 'int32' | 'uint8'
  values: ArrayLike<number>
}

/** Points and surfaces in the form of the plugin mesh; undefined for a file of another format. */
export function meshValues(tag: string, { details }: MediaItem, bytes: Uint8Array): SummaryValue[] | undefined {
  const parts = readParts(String(details['format']), bytes)?.filter(({ values }) => values.length > 0)
  if (parts === undefined || parts.length === 0) return undefined
  const components = parts.reduce((mask, { name }) => mask | (1 << CONTENT[name]), 0)
  return parts.map(({ name, type, values }) => {
    const shape = [1, values.length / 3, 3]
    const content = new ProtobufMessage().string(2, tag).int(3, CONTENT[name]).string(5, '{}')
    for (const size of shape) content.int(6, size)
    return {
      tag: `${tag}_${name}`,
      plugin: 'mesh',
      pluginContent: content.int(7, components),
      tensor: numericTensor(type, values, shape),
    }
  })
}

function readParts(format: string, bytes: Uint8Array): Part[] | undefined {
  if (format === 'ply') {
    const cloud = readPointCloud(bytes)
    return (
      cloud && [
        { name: 'VERTEX', type: 'float', values: cloud.positions },
        { name: 'COLOR', type: 'uint8', values: cloud.colors ?? [] },
      ]
    )
  }
  const mesh = format === 'obj' ? readObj(bytes) : format === 'stl' ? readStl(bytes) : undefined
  return (
    mesh && [
      { name: 'VERTEX', type: 'float', values: mesh.positions },
      { name: 'FACE', type: 'int32', values: mesh.faces },
    ]
  )
}
