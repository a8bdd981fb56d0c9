import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import type { MediaType } from '../contracts/record.ts'
import { asMedia } from './as-media.ts'
import { Image } from './image.ts'
import { Media } from './media.ts'
import { Text } from './text.ts'

const context = { blobs: new MemoryBlobStore(), maxBytes: 1e6 }

test.each<[MediaType, unknown, object]>([
  ['image', [[1]], {}],
  ['audio', [0, 1], { sampleRate: 8000 }],
  ['text', 'a', {}],
  ['video', [[[1]], [[2]]], { fps: 5 }],
  ['table', [{ a: 1 }], {}],
  ['histogram', [1, 2], {}],
  ['plot', { series: [] }, {}],
  ['object3d', [[1, 2, 3]], {}],
  ['html', '<p>', {}],
  ['molecule', 'CCO', {}],
])('makes %s of a plain value; what belongs to the record is no option of it', (type, value, options) => {
  const media = asMedia(type, value, { ...options, caption: 'c', step: 1, epoch: 2, time: 3, metadata: {} })
  expect(media.type).toBe(type)
  expect(Media.isInstance(media)).toBe(true)
  expect(media.encode(context)).toMatchObject([{ caption: 'c' }])
})

test('a medium is kept, a caption given beside it takes the place of its own', () => {
  const image = new Image([[1]], { caption: 'own' })
  expect(asMedia('image', image, { step: 1 }).encode(context)).toEqual(image.encode(context))
  expect(asMedia('image', image, { caption: 'new' }).encode(context)).toMatchObject([{ caption: 'new' }])
})

test('a list of media is one record of several items', () => {
  const items = asMedia('text', [new Text('a'), new Text(['b', 'c'])]).encode(context)
  expect(items).toHaveLength(3)
})

test('a mixed list of pictures is a list of pictures', () => {
  expect(asMedia('image', [new Image([[1]]), { data: Uint8Array.of(1), shape: [1, 1] }]).encode(context)).toHaveLength(
    2,
  )
})

test.each([
  ['image', new Text('a'), {}, 'image'],
  ['image', [new Image([[1]]), new Text('a')], {}, 'image[1]'],
  ['image', new Image([[1]]), { width: 3 }, 'image.width'],
  ['image', [[1]], { stepp: 3 }, 'image.stepp'],
  ['text', { a: { b: 1 } }, {}, 'text'],
  ['histogram', undefined, {}, 'histogram'],
] as const)('%s of %p with %p is refused, naming %s (trap 24)', (type, value, options, field) => {
  expect(() => asMedia(type, value, options)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field }))
})

test('media of another copy of this library are known by their mark', () => {
  const foreign = { type: 'image', encode: () => [], [Symbol.for('seetrain.media')]: true }
  expect(Media.isInstance(foreign)).toBe(true)
  expect(asMedia('image', foreign).encode(context)).toEqual([])
  expect([{}, null, 'image', undefined].map(value => Media.isInstance(value))).toEqual([false, false, false, false])
})
