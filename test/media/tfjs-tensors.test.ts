import * as tf from '@tensorflow/tfjs'
import { MemoryBlobStore } from '../../packages/core/src/blob/memory-blob-store.ts'
import { asMedia } from '../../packages/core/src/media/as-media.ts'
import type { MediaType } from '../../packages/core/src/contracts/record.ts'
import { decodeGif } from './decode-gif.ts'
import { decodePng } from './decode-png.ts'
import { only } from './only.ts'

const blobs = new MemoryBlobStore()
const encode = (type: MediaType, value: unknown, options = {}) =>
  asMedia(type, value, options).encode({ blobs, maxBytes: 1e6 })
const bytes = (type: MediaType, value: unknown, options = {}) =>
  blobs.get(only(encode(type, value, options)).blob.sha256)
const pixels = (value: tf.Tensor) => [...decodePng(bytes('image', value)).pixels]

beforeAll(async () => {
  await tf.setBackend('cpu')
})

test('tensors of each dtype are pictures', () => {
  expect(
    pixels(
      tf.tensor2d([
        [0, 0.5],
        [1, 0],
      ]),
    ),
  ).toEqual([0, 128, 255, 0])
  expect(pixels(tf.tensor3d([[[1, 2, 3]]], undefined, 'int32'))).toEqual([1, 2, 3])
  expect(pixels(tf.tensor2d([[true, false]], undefined, 'bool'))).toEqual([255, 0])
  expect(encode('image', tf.zeros([5, 4, 4, 3]))).toHaveLength(5)
})

test('a tensor may be disposed once the medium is made', () => {
  const tensor = tf.tensor2d([[0, 1]])
  const medium = asMedia('image', tensor)
  tensor.dispose()
  expect(medium.encode({ blobs, maxBytes: 1e6 })).toHaveLength(1)
  expect(() => asMedia('image', tensor)).toThrow(/^image: .*disposed/)
})

test('tensors are frames, samples, values, points and cells', () => {
  expect(decodeGif(bytes('video', tf.zeros([3, 2, 2, 1]))).frames).toHaveLength(3)
  expect(only(encode('audio', tf.zeros([100, 2]), { sampleRate: 100 })).details).toMatchObject({
    channels: 2,
    duration: 1,
  })
  expect(only(encode('histogram', tf.range(0, 10))).details).toMatchObject({ count: 10, min: 0, max: 9 })
  expect(only(encode('object3d', tf.zeros([4, 6]))).details).toMatchObject({ points: 4 })
  expect(JSON.parse(new TextDecoder().decode(bytes('table', [{ t: tf.tensor1d([1, 2]) }]))).rows).toEqual([
    [{ shape: [2], data: [1, 2] }],
  ])
})

test('tensors of words and of complex numbers are refused by their dtype', () => {
  expect(() => encode('histogram', tf.tensor1d(['a']))).toThrow('string')
  expect(() => encode('histogram', tf.complex([1], [2]))).toThrow('complex64')
})
