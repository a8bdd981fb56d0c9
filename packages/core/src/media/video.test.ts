import { decodeGif } from '../../../../test/media/decode-gif.ts'
import { only } from '../../../../test/media/only.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import { Video, type VideoOptions } from './video.ts'

const blobs = new MemoryBlobStore()
const context = { blobs, maxBytes: 1e6 }
const encode = (data: unknown, options?: VideoOptions) => only(new Video(data, options).encode(context))
const decode = (data: unknown, options?: VideoOptions) => decodeGif(blobs.get(encode(data, options).blob.sha256))
const gray = (values: number[]) => values.flatMap(value => [value, value, value])

test('frames of gray keep each value and repeat for ever', () => {
  const gif = decode({ data: Uint8Array.from({ length: 2 * 16 * 16 }, (_, i) => i), shape: [2, 16, 16] })
  expect(gif).toMatchObject({ width: 16, height: 16, repeats: true })
  const every = gray(Array.from({ length: 256 }, (_, i) => i))
  expect(gif.frames.map(frame => [...frame.pixels])).toEqual([every, every])
})

test('frames of few colours keep each colour', () => {
  const pixels = Uint8Array.of(1, 2, 3, 250, 100, 7, 1, 2, 3, 0, 0, 0)
  expect([...only(decode(pixels, { shape: [1, 2, 2, 3] }).frames).pixels]).toEqual([...pixels])
})

test('frames of many colours stay close to them', () => {
  const pixels = Uint8Array.from(
    { length: 32 * 32 * 3 },
    (_, i) => 8 * Number([(i / 3) % 32, Math.floor(i / 96), 16][i % 3]),
  )
  const drawn = only(decode({ data: pixels, shape: [1, 32, 32, 3] }).frames).pixels
  const error = pixels.reduce((sum, value, i) => sum + Math.abs(value - Number(drawn[i])), 0) / pixels.length
  expect(error).toBeGreaterThan(0)
  expect(error).toBeLessThan(8)
})

test.each([
  [
    'a list of typed arrays with a shape',
    [
      { data: Uint8Array.of(1, 2), shape: [1, 2] },
      { data: Uint8Array.of(3, 4), shape: [1, 2] },
    ],
    {},
  ],
  ['nested arrays', [[[1, 2]], [[3, 4]]], {}],
  ['a tensor', { dataSync: () => Int32Array.of(1, 2, 3, 4), shape: [2, 1, 2, 1], dtype: 'int32' }, {}],
  ['a typed array with a shape', Uint8Array.of(1, 2, 3, 4), { shape: [2, 1, 2, 1] }],
  ['frames as CHW', { data: Uint8Array.of(1, 2, 3, 4), shape: [2, 1, 1, 2] }, { layout: 'CHW' }],
  ['floats with a range', Float32Array.of(1, 2, 3, 4), { shape: [2, 1, 2], range: [0, 255] }],
  [
    'ImageData',
    [
      { data: Uint8ClampedArray.of(1, 1, 1, 255, 2, 2, 2, 255), width: 2, height: 1 },
      { data: Uint8ClampedArray.of(3, 3, 3, 255, 4, 4, 4, 255), width: 2, height: 1 },
    ],
    {},
  ],
])('%s', (_name, data, options) => {
  expect(decode(data, options as VideoOptions).frames.map(frame => [...frame.pixels])).toEqual([
    gray([1, 2]),
    gray([3, 4]),
  ])
})

test('delays sum up to the time that fps says', () => {
  const { frames } = decode({ data: new Uint8Array(30 * 4), shape: [30, 2, 2, 1] }, { fps: 30 })
  expect(frames.map(frame => frame.delay).slice(0, 6)).toEqual([3, 4, 3, 3, 4, 3])
  expect(frames.reduce((sum, frame) => sum + frame.delay, 0)).toBe(100)
})

test('details say what the film is', () => {
  expect(encode({ data: new Uint8Array(5 * 6), shape: [5, 2, 3, 1] }, { caption: 'five' })).toMatchObject({
    blob: { mime: 'image/gif' },
    caption: 'five',
    details: { format: 'gif', width: 3, height: 2, frames: 5, fps: 10, duration: 0.5 },
  })
})

const latin = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0))

test.each([
  ['mp4', latin('\0\0\0\x18ftypisom\0\0\0\0'), 'video/mp4', { format: 'mp4' }],
  ['mov', latin('\0\0\0\x14ftypqt  \0\0\0\0'), 'video/quicktime', { format: 'mov' }],
  ['webm', latin('\x1a\x45\xdf\xa3\0\0\0\0'), 'video/webm', { format: 'webm' }],
  ['gif', latin('GIF89a\x07\x00\x05\x00\x00\x00\x00'), 'image/gif', { format: 'gif', width: 7, height: 5 }],
])('%s bytes are kept as they are', (_name, bytes, mime, details) => {
  expect(encode(bytes)).toEqual({ blob: expect.objectContaining({ mime, size: bytes.length }), details })
})

test('a film over the limit is refused', () => {
  expect(() => new Video({ data: new Uint8Array(400), shape: [1, 20, 20] }).encode({ blobs, maxBytes: 50 })).toThrow(
    expect.objectContaining({ code: 'SIZE_LIMIT' }),
  )
})

test.each([
  [Uint8Array.of(1, 2), {}, 'video'],
  [Float32Array.of(1, 2), {}, 'video.shape'],
  [{ data: new Uint8Array(4), shape: [2, 2] }, {}, 'video.shape'],
  [{ data: new Uint8Array(4), shape: [1, 2, 2, 1] }, { fps: 0 }, 'video.fps'],
  [{ data: new Uint8Array(4), shape: [1, 2, 2, 1] }, { fps: 60 }, 'video.fps'],
  [{ data: new Uint8Array(4), shape: [1, 2, 2, 1] }, { rate: 60 }, 'video.rate'],
  [
    [
      { data: new Uint8Array(4), shape: [2, 2] },
      { data: new Uint8Array(2), shape: [1, 2] },
    ],
    {},
    'video[1]',
  ],
  [[latin('GIF89a\x07\x00\x05\x00\x00\x00\x00')], {}, 'video[0]'],
  [{ data: new Uint8Array(70_000), shape: [1, 1, 70_000] }, {}, 'video[0]'],
  ['film.mp4', { fps: 5 }, 'video.fps'],
  [[], {}, 'video'],
  [null, {}, 'video'],
  [5, {}, 'video'],
])('%p with %p is refused, naming %s', (data, options, field) => {
  expect(() => new Video(data, options as VideoOptions)).toThrow(
    expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
  )
})
