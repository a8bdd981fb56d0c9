import * as fs from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { decodePng } from '../../../../test/media/decode-png.ts'
import { only } from '../../../../test/media/only.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import { Image, type ImageOptions } from './image.ts'
import { encodePng } from './png.ts'

const blobs = new MemoryBlobStore()
const context = { blobs, maxBytes: 1e6 }
const encode = (data: unknown, options?: ImageOptions) => new Image(data, options).encode(context)
const decode = (data: unknown, options?: ImageOptions) => {
  const { pixels, ...size } = decodePng(blobs.get(only(encode(data, options)).blob.sha256))
  return { ...size, pixels: [...pixels] }
}

describe('raw pixels', () => {
  test.each([
    [
      'integers are taken as they are',
      Uint8Array.of(0, 127, 255),
      { width: 3, height: 1 },
      { width: 3, height: 1, channels: 1, pixels: [0, 127, 255] },
    ],
    [
      'floats mean 0 to 1',
      Float32Array.of(0, 0.5, 1),
      { width: 3, height: 1 },
      { width: 3, height: 1, channels: 1, pixels: [0, 128, 255] },
    ],
    [
      'a range of its own',
      Float32Array.of(-1, 0, 1),
      { width: 3, height: 1, range: [-1, 1] as const },
      { width: 3, height: 1, channels: 1, pixels: [0, 128, 255] },
    ],
    [
      'channels follow from the length',
      Uint8Array.of(1, 2, 3, 4, 5, 6),
      { width: 2, height: 1 },
      { width: 2, height: 1, channels: 3, pixels: [1, 2, 3, 4, 5, 6] },
    ],
    [
      'a shape',
      Uint8Array.of(1, 2, 3, 4),
      { shape: [1, 2, 2] },
      { width: 2, height: 1, channels: 2, pixels: [1, 2, 3, 4] },
    ],
    [
      'planes are woven together',
      Uint8Array.of(1, 2, 3, 4, 5, 6),
      { shape: [3, 1, 2], layout: 'CHW' as const },
      { width: 2, height: 1, channels: 3, pixels: [1, 3, 5, 2, 4, 6] },
    ],
    [
      'nested rows',
      [
        [0, 255],
        [255, 0],
      ],
      {},
      { width: 2, height: 2, channels: 1, pixels: [0, 255, 255, 0] },
    ],
    [
      'plain numbers up to 1 are fractions',
      [
        [0, 1],
        [0.5, 0],
      ],
      {},
      { width: 2, height: 2, channels: 1, pixels: [0, 255, 128, 0] },
    ],
    ['booleans are black and white', [[true, false]], {}, { width: 2, height: 1, channels: 1, pixels: [255, 0] }],
    ['nested colours', [[[255, 0, 1]]], {}, { width: 1, height: 1, channels: 3, pixels: [255, 0, 1] }],
    [
      '16-bit integers with their range',
      Uint16Array.of(0, 65535),
      { width: 2, height: 1, range: [0, 65535] as const },
      { width: 2, height: 1, channels: 1, pixels: [0, 255] },
    ],
    [
      'ImageData',
      { data: Uint8ClampedArray.of(1, 2, 3, 4), width: 1, height: 1 },
      {},
      { width: 1, height: 1, channels: 4, pixels: [1, 2, 3, 4] },
    ],
    [
      'its plain copy',
      { data: [1, 2, 255, 4], width: 1, height: 1 },
      {},
      { width: 1, height: 1, channels: 4, pixels: [1, 2, 255, 4] },
    ],
    [
      'RawImage',
      { data: Uint8Array.of(1, 2, 3), width: 1, height: 1, channels: 3 },
      {},
      { width: 1, height: 1, channels: 3, pixels: [1, 2, 3] },
    ],
    [
      'tensor',
      { dataSync: () => Int32Array.of(1, 2, 3, 4), shape: [2, 2, 1], dtype: 'int32' },
      {},
      { width: 2, height: 2, channels: 1, pixels: [1, 2, 3, 4] },
    ],
  ])('%s', (_name, data, options, expected) => {
    expect(decode(data, options as ImageOptions)).toEqual(expected)
  })

  test('three dimensions that can only be CHW are read as CHW', () => {
    expect(decode({ data: new Uint8Array(3 * 5 * 6), shape: [3, 5, 6] })).toMatchObject({
      width: 6,
      height: 5,
      channels: 3,
    })
  })

  test('four dimensions are a list', () => {
    const items = encode({ data: new Uint8Array(2 * 3 * 4 * 3), shape: [2, 3, 4, 3] })
    expect(items.map(item => item.details)).toEqual(
      [1, 2].map(() => ({ format: 'png', width: 4, height: 3, channels: 3 })),
    )
  })

  test('what is out of range is clipped, NaN is black, and both are counted', () => {
    const item = only(encode(Float32Array.of(-1, 2, NaN, Infinity, 0.5, 1.0001), { width: 6, height: 1 }))
    expect(item.details).toMatchObject({ clipped: 3, nan: 1 })
    expect([...decodePng(blobs.get(item.blob.sha256)).pixels]).toEqual([0, 255, 0, 255, 128, 255])
  })

  test('pixels are read at once, so that a tensor may be disposed after the call', () => {
    const pixels = Uint8Array.of(1, 2)
    const image = new Image(pixels, { width: 2, height: 1 })
    pixels.fill(9)
    expect([...decodePng(blobs.get(only(image.encode(context)).blob.sha256)).pixels]).toEqual([1, 2])
  })

  test.each([
    [Uint8Array.of(1), {}, 'image'],
    [Float32Array.of(1), {}, 'image.width'],
    [Float32Array.of(1), { width: 1 }, 'image.height'],
    [Float32Array.of(1), { width: 0, height: 1 }, 'image.width'],
    [Float32Array.of(1), { width: 1.5, height: 1 }, 'image.width'],
    [Float32Array.of(1), { width: '1', height: 1 }, 'image.width'],
    [Float32Array.of(1, 2, 3), { width: 2, height: 1 }, 'image'],
    [Float32Array.of(1, 2, 3), { width: 2, height: 1, channels: 1 }, 'image'],
    [new Uint8Array(5), { width: 1, height: 1 }, 'image'],
    [Float32Array.of(1), { width: 1, height: 1, channels: 5 }, 'image.channels'],
    [Float32Array.of(1), { shape: [1] }, 'image.shape'],
    [Float32Array.of(1), { shape: [0, 1] }, 'image.shape'],
    [Float32Array.of(1), { shape: 'x' }, 'image.shape'],
    [{ data: new Float32Array(60), shape: [5, 2, 6] }, {}, 'image.shape'],
    [Float32Array.of(1), { width: 1, height: 1, layout: 'WHC' }, 'image.layout'],
    [Float32Array.of(1), { width: 1, height: 1, range: [1, 0] }, 'image.range'],
    [Float32Array.of(1), { width: 1, height: 1, caption: 5 }, 'image.caption'],
    [Float32Array.of(1), { width: 1, height: 1, captions: ['a', 'b'] }, 'image.captions'],
    [Float32Array.of(1), { widht: 1, height: 1 }, 'image.widht'],
    [Float32Array.of(1), 'options', 'image.options'],
    [null, {}, 'image'],
    [undefined, {}, 'image'],
    [7, {}, 'image'],
    [[], {}, 'image'],
    [{}, {}, 'image'],
    [Promise.resolve(), {}, 'image'],
    [new Blob(['x']), {}, 'image'],
    ['https://example.org/a.png', {}, 'image'],
    ['', {}, 'image'],
    [['a.png', null], {}, 'image[1]'],
    [{ toBuffer: () => {}, metadata: () => {} }, {}, 'image'],
    ['a.png', { width: 3, height: 3 }, 'image.width'],
  ])('%p with %p is refused, naming %s', (data, options, field) => {
    expect(() => new Image(data, options as ImageOptions)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', field }),
    )
  })

  test('a Blob is refused with the line that reads it', () => {
    expect(() => new Image(new Blob(['x']))).toThrow('await blob.arrayBuffer()')
  })
})

describe('files', () => {
  const png = encodePng({ pixels: Uint8Array.of(1, 2, 3, 4, 5, 6), width: 3, height: 2, channels: 1 })
  const latin = (text: string) => Uint8Array.from(text, character => character.charCodeAt(0))
  const jpeg = latin('\xff\xd8\xff\xe0\x00\x04AB\xff\xff\xc2\x00\x0b\x08\x00\x05\x00\x07\x01\x11\x00\x00')
  const gif = latin('GIF89a\x07\x00\x05\x00\x00\x00\x00')
  const lossy = latin('RIFF\x20\x00\x00\x00WEBPVP8 \x14\x00\x00\x00\x00\x00\x00\x9d\x01\x2a\x07\x00\x05\x00')
  const lossless = latin('RIFF\x20\x00\x00\x00WEBPVP8L\x14\x00\x00\x00\x2f\x06\x00\x01\x00\x00\x00\x00\x00')
  const extended = latin('RIFF\x20\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x06\x00\x00\x04\x00\x00')
  const small = { width: 7, height: 5 }

  test.each([
    ['png', png, 'image/png', { format: 'png', width: 3, height: 2 }],
    ['jpeg', jpeg, 'image/jpeg', { format: 'jpeg', ...small }],
    ['gif', gif, 'image/gif', { format: 'gif', ...small }],
    ['lossy webp', lossy, 'image/webp', { format: 'webp', ...small }],
    ['lossless webp', lossless, 'image/webp', { format: 'webp', ...small }],
    ['extended webp', extended, 'image/webp', { format: 'webp', ...small }],
  ])('%s bytes are kept as they are, with the size from their header', (_name, bytes, mime, details) => {
    const item = only(encode(bytes))
    expect(item).toEqual({ blob: expect.objectContaining({ mime }), details })
    expect(Buffer.compare(blobs.get(item.blob.sha256), bytes)).toBe(0)
  })

  test.each([
    ['an ArrayBuffer', () => new Uint8Array(png).buffer],
    ['a DataView', () => new DataView(png.buffer, png.byteOffset, png.length)],
    ['a data: address', () => `data:image/png;base64,${Buffer.from(png).toString('base64')}`],
    ['a canvas', () => ({ getContext: () => ({}), toBuffer: () => png })],
  ])('%s holds the bytes of a file', (_name, make) => {
    expect(encode(make())[0]?.details).toEqual({ format: 'png', width: 3, height: 2 })
  })

  describe('on disk', () => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'seetrain-test-'))
    const path = join(folder, 'picture.jpg')
    beforeAll(() => fs.writeFileSync(path, png))
    afterAll(() => fs.rmSync(folder, { recursive: true }))

    test('a path and a file: address are told by their bytes, not by their ending', () => {
      expect(encode(path)[0]).toMatchObject({
        blob: { mime: 'image/png' },
        details: { format: 'png', width: 3, height: 2 },
      })
      expect(encode(pathToFileURL(path))).toEqual(encode(path))
      expect(encode(pathToFileURL(path).href)).toEqual(encode(path))
    })

    test('errors name the path', () => {
      fs.writeFileSync(join(folder, 'words.png'), 'words')
      fs.writeFileSync(join(folder, 'short.png'), png.subarray(0, 20))
      expect(() => encode(join(folder, 'none.png'))).toThrow(/none\.png.*no such file/)
      expect(() => encode(folder)).toThrow('not a regular file')
      expect(() => encode(join(folder, 'words.png'))).toThrow(/words\.png.*png, jpeg, webp, gif/)
      expect(() => encode(join(folder, 'short.png'))).toThrow(/short\.png.*cut short/)
    })

    test('a file over the limit is refused before it is copied', () => {
      const store = new MemoryBlobStore()
      expect(() => new Image(path).encode({ blobs: store, maxBytes: 20 })).toThrow(
        expect.objectContaining({ code: 'SIZE_LIMIT', message: expect.stringContaining('maxMediaBytes') }),
      )
      expect(store.count).toBe(0)
    })
  })

  test.each([png, jpeg, gif, lossy, lossless, extended])(
    'a header cut short at any byte is an error that says so',
    bytes => {
      const start = bytes === gif ? 10 : bytes === jpeg ? 18 : 24
      for (let length = 0; length < start; length++) {
        expect(() => encode(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
      }
    },
  )

  test('pixels over the limit are refused', () => {
    expect(() => new Image([[1, 2]]).encode({ blobs, maxBytes: 10 })).toThrow(
      expect.objectContaining({ code: 'SIZE_LIMIT' }),
    )
  })
})

describe('lists and captions', () => {
  test('a list holds anything that one picture may be', () => {
    const items = encode(
      [
        [[1, 2]],
        Uint8Array.from(encodePng({ pixels: Uint8Array.of(1), width: 1, height: 1, channels: 1 })),
        new Image([[5]], { caption: 'own' }),
      ].slice(1),
    )
    expect(items.map(item => item.caption)).toEqual([undefined, 'own'])
  })

  test('one caption for all, or one for each', () => {
    const two = { data: new Uint8Array(8), shape: [2, 2, 2, 1] }
    expect(encode(two, { caption: 'both' }).map(item => item.caption)).toEqual(['both', 'both'])
    expect(encode(two, { captions: ['a', 'b'] }).map(item => item.caption)).toEqual(['a', 'b'])
  })

  test('without a caption there is no member', () => {
    expect(Object.keys(only(encode([[1]])))).toEqual(['blob', 'details'])
  })
})
