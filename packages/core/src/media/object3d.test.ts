import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { only } from '../../../../test/media/only.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import { Object3D, type Object3DOptions } from './object3d.ts'

const blobs = new MemoryBlobStore()
const context = { blobs, maxBytes: 1e6 }
const encode = (data: unknown, options?: Object3DOptions) => only(new Object3D(data, options).encode(context))

/** Header lines and the bytes behind them. */
const readPly = (data: unknown, options?: Object3DOptions) => {
  const bytes = Buffer.from(blobs.get(encode(data, options).blob.sha256))
  const start = bytes.indexOf('end_header\n') + 11
  return {
    header: bytes.toString('latin1', 0, start).split('\n'),
    body: new DataView(Uint8Array.from(bytes.subarray(start)).buffer),
  }
}

test.each([
  [
    'nested rows',
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    {},
  ],
  ['a flat array', Float32Array.of(1, 2, 3, 4, 5, 6), {}],
  ['a tensor', { dataSync: () => Float32Array.of(1, 2, 3, 4, 5, 6), shape: [2, 3], dtype: 'float32' }, {}],
])('%s become a binary PLY', (_name, data, options) => {
  const { header, body } = readPly(data, options)
  expect(header).toEqual([
    'ply',
    'format binary_little_endian 1.0',
    'element vertex 2',
    'property float x',
    'property float y',
    'property float z',
    'end_header',
    '',
  ])
  expect([0, 4, 8, 12, 16, 20].map(at => body.getFloat32(at, true))).toEqual([1, 2, 3, 4, 5, 6])
  expect(body.byteLength).toBe(24)
  expect(encode(data, options)).toMatchObject({
    blob: { mime: 'model/ply' },
    details: { format: 'ply', points: 2, bounds: { min: [1, 2, 3], max: [4, 5, 6] } },
  })
})

test('a fourth number is a label', () => {
  const { header, body } = readPly([
    [1, 2, 3, 7],
    [1, 2, 3, -1],
  ])
  expect(header).toContain('property int label')
  expect([body.getInt32(12, true), body.getInt32(28, true), body.byteLength]).toEqual([7, -1, 32])
})

test.each([
  ['0 to 255', [[0, 0, 0, 255, 128, 300]], [255, 128, 255]],
  ['0 to 1', [[0, 0, 0, 1, 0.5, NaN]], [255, 128, 0]],
])('three more numbers are a colour of %s', (_name, data, expected) => {
  const { header, body } = readPly(data)
  expect(header).toContain('property uchar green')
  expect([12, 13, 14].map(at => body.getUint8(at))).toEqual(expected)
})

test('points that are nowhere are left out and counted', () => {
  expect(
    encode([
      [1, 2, 3],
      [NaN, 0, 0],
      [0, Infinity, 0],
    ]).details,
  ).toEqual({ format: 'ply', points: 1, skipped: 2, bounds: { min: [1, 2, 3], max: [1, 2, 3] } })
  expect(encode([[NaN, 0, 0]]).details).toEqual({ format: 'ply', points: 0, skipped: 1 })
})

test('boxes are kept in the details', () => {
  const boxes = [{ center: [0, 0, 0], size: [1, 2, 3], label: 'car' }] as const
  expect(encode([[1, 2, 3]], { boxes, caption: 'street' })).toMatchObject({ caption: 'street', details: { boxes } })
})

const latin = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0))
const stl = new Uint8Array(134)
stl[80] = 1

test.each([
  ['glb', latin('glTF\x02\0\0\0'), 'model/gltf-binary'],
  ['ply', latin('ply\nformat ascii 1.0\n'), 'model/ply'],
  ['obj', latin('# made by hand\nmtllib a.mtl\no thing\n'), 'model/obj'],
  ['obj', latin('v 1 2 3\nv 1 2 4\n'), 'model/obj'],
  ['stl', latin('solid thing\n'), 'model/stl'],
  ['stl', stl, 'model/stl'],
])('%s bytes are kept as they are', (format, bytes, mime) => {
  expect(encode(bytes)).toEqual({ blob: expect.objectContaining({ mime, size: bytes.length }), details: { format } })
})

test('a path is read when it is stored', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'seetrain-test-'))
  fs.writeFileSync(join(folder, 'a.obj'), '# nothing but a comment')
  expect(encode(join(folder, 'a.obj')).details).toEqual({ format: 'obj' })
  expect(() => encode(join(folder, 'b.obj'))).toThrow(/b\.obj.*no such file/)
  fs.rmSync(folder, { recursive: true })
})

test('points over the limit are refused', () => {
  expect(() => new Object3D([[1, 2, 3]]).encode({ blobs, maxBytes: 50 })).toThrow(
    expect.objectContaining({ code: 'SIZE_LIMIT' }),
  )
})

test.each([
  [Float32Array.of(1, 2), {}, 'object3d.stride'],
  [Float32Array.of(1, 2, 3, 4, 5), { stride: 5 }, 'object3d.stride'],
  [[[1, 2]], {}, 'object3d.stride'],
  [[[1, 2, 3]], { format: 'glb' }, 'object3d.format'],
  [[[1, 2, 3]], { format: 'fbx' }, 'object3d.format'],
  [[[1, 2, 3]], { boxes: {} }, 'object3d.boxes'],
  [[[1, 2, 3]], { boxes: [5] }, 'object3d.boxes[0]'],
  [[[1, 2, 3]], { boxes: [{ center: [0, 0], size: [1, 1, 1] }] }, 'object3d.boxes[0].center'],
  [[[1, 2, 3]], { boxes: [{ center: [0, 0, 0], size: [1, 1, NaN] }] }, 'object3d.boxes[0].size'],
  [[[1, 2, 3]], { colour: 1 }, 'object3d.colour'],
  [latin('what is this'), {}, 'object3d'],
  [null, {}, 'object3d'],
  [{}, {}, 'object3d'],
])('%p with %p is refused, naming %s', (data, options, field) => {
  expect(() => encode(data, options as Object3DOptions)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
  )
})
