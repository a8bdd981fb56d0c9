import { decodePng } from '../../../../test/media/decode-png.ts'
import { only } from '../../../../test/media/only.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import type { BlobRef, MediaItem, PlainObject } from '../contracts/record.ts'
import { Image, type ImageOptions } from './image.ts'
import { mediaBlobs } from './media-blobs.ts'
import { encodePng } from './png.ts'

const blobs = new MemoryBlobStore()
const encode = (data: unknown, options?: ImageOptions) => new Image(data, options).encode({ blobs, maxBytes: 1e6 })

describe('masks', () => {
  const pixels = [
    [0, 1],
    [2, 3],
  ]
  const maskOf = (item: MediaItem) =>
    (item.details as PlainObject & { masks: { truth: { blob: BlobRef; encoding: string } } }).masks.truth

  test('are stored as gray PNG of the picture with the names of their classes', () => {
    const item = only(
      encode(pixels, { masks: { truth: { data: Uint8Array.of(0, 1, 1, 255), classes: ['sky', 'road'] } } }),
    )
    const mask = maskOf(item)
    expect(mask).toMatchObject({ encoding: 'gray8', classes: { 0: 'sky', 1: 'road' }, blob: { mime: 'image/png' } })
    expect(decodePng(blobs.get(mask.blob.sha256))).toEqual({
      width: 2,
      height: 2,
      channels: 1,
      pixels: Uint8Array.of(0, 1, 1, 255),
    })
    expect(mediaBlobs(item).map(ref => ref.sha256)).toEqual([item.blob.sha256, mask.blob.sha256])
  })

  test('hold more than 256 classes in three channels', () => {
    const mask = maskOf(
      only(
        encode(pixels, {
          masks: {
            truth: {
              data: [
                [0, 1],
                [256, 0x030201],
              ],
            },
          },
        }),
      ),
    )
    expect(mask.encoding).toBe('rgb24')
    expect([...decodePng(blobs.get(mask.blob.sha256)).pixels]).toEqual([0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 2, 3])
  })

  test('lie over files too', () => {
    const png = encodePng({ pixels: Uint8Array.of(1, 2), width: 2, height: 1, channels: 1 })
    expect(encode(png, { masks: { truth: { data: [0, 1] } } })[0]?.details.masks).toBeDefined()
  })

  test.each([
    [{ truth: { data: [1, 2, 3] } }, 'image.masks.truth.data'],
    [{ truth: { data: [0, 1, 2, -1] } }, 'image.masks.truth.data[3]'],
    [{ truth: { data: [0, 1, 2, 0.5] } }, 'image.masks.truth.data[3]'],
    [{ truth: { data: 'x' } }, 'image.masks.truth.data'],
    [{ truth: null }, 'image.masks.truth'],
    ['x', 'image.masks'],
    [{ truth: { data: [0, 1, 2, 3], classes: { 1: 5 } } }, 'image.masks.truth.classes.1'],
  ])('%p is refused, naming %s', (masks, field) => {
    const options: object = { masks }
    expect(() => encode(pixels, options)).toThrow(expect.objectContaining({ field }))
  })
})

describe('boxes', () => {
  const boxes = (...list: object[]) =>
    encode([[1]], { boxes: { model: { boxes: list, classes: { 3: 'cat' } } } } as ImageOptions)[0]?.details.boxes

  test('of both forms become corners', () => {
    expect(
      boxes(
        { position: { minX: 0.1, maxX: 0.2, minY: 0.3, maxY: 0.4 }, classId: 3, score: 0.9, caption: 'cat 90 %' },
        { position: { middle: [50, 40], width: 20, height: 10 }, domain: 'pixel' },
      ),
    ).toEqual({
      model: {
        classes: { 3: 'cat' },
        boxes: [
          {
            minX: 0.1,
            maxX: 0.2,
            minY: 0.3,
            maxY: 0.4,
            domain: 'fraction',
            classId: 3,
            score: 0.9,
            caption: 'cat 90 %',
          },
          { minX: 40, maxX: 60, minY: 35, maxY: 45, domain: 'pixel' },
        ],
      },
    })
  })

  test.each([
    [{ position: { minX: 10, maxX: 20, minY: 0, maxY: 1 } }, 'image.boxes.model.boxes[0].position.minX'],
    [{ position: { minX: 0, maxX: NaN, minY: 0, maxY: 1 } }, 'image.boxes.model.boxes[0].position.maxX'],
    [{ position: { middle: [0], width: 1, height: 1 } }, 'image.boxes.model.boxes[0].position.middle[1]'],
    [{}, 'image.boxes.model.boxes[0].position'],
    [{ position: { middle: [0, 0], width: 1, height: 1 }, domain: 'percent' }, 'image.boxes.model.boxes[0].domain'],
    [{ position: { middle: [0, 0], width: 1, height: 1 }, classId: 'cat' }, 'image.boxes.model.boxes[0].classId'],
  ])('%p is refused, naming %s', (box, field) => {
    expect(() => boxes(box)).toThrow(expect.objectContaining({ field }))
  })

  test('far outside the picture are told to say pixel', () => {
    expect(() => boxes({ position: { middle: [50, 40], width: 20, height: 10 } })).toThrow("domain: 'pixel'")
  })

  test('and masks belong to one picture', () => {
    expect(() => encode({ data: new Uint8Array(8), shape: [2, 2, 2, 1] }, { boxes: {} })).toThrow(
      'belong to one picture',
    )
  })
})
