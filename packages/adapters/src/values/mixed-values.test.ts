import { Image } from '@seetrain/core'
import { splitMixed } from './mixed-values.ts'

const PIXELS = { data: new Uint8Array(12), shape: [2, 2, 3], dtype: 'uint8' }

test('numbers, texts and media of one object are told apart', () => {
  const { numbers, media } = splitMixed({
    loss: { data: Float32Array.of(0.5), shape: [1], dtype: 'float32' },
    nested: { acc: BigInt64Array.of(1n) },
    note: 'hi',
    image: { _type: 'image', data: PIXELS, caption: 'one' },
    ready: new Image(PIXELS),
    unknown: { _type: 'graph-file', path: 'x' },
  })
  expect(numbers).toEqual({ loss: 0.5, nested: { acc: 1 }, unknown: { _type: 'graph-file', path: 'x' } })
  expect(media.map(({ key, type }) => [key, type])).toEqual([
    ['note', 'text'],
    ['image', 'image'],
    ['ready', 'image'],
  ])
  expect(media[1]?.options).toEqual({ caption: 'one' })
})

test('a list of media is one entry; a list of different things is none', () => {
  const picture = { _type: 'image', data: PIXELS, caption: 'cat' }
  const { numbers, media } = splitMixed({ all: [picture, new Image(PIXELS)], mixed: [picture, 1], values: [1, 2] })
  expect(media).toMatchObject([{ key: 'all', type: 'image', data: [expect.any(Image), expect.any(Image)] }])
  expect(Object.keys(numbers)).toEqual(['mixed', 'values'])
})

test('a batch of films is a film each', () => {
  const film = { _type: 'video', data: { data: new Uint8Array(48), shape: [2, 2, 3, 2, 2] }, layout: 'CHW', fps: 4 }
  const { media } = splitMixed({ play: film })
  expect(media).toMatchObject([
    { key: 'play', data: { shape: [2, 3, 2, 2] }, options: { fps: 4 } },
    { key: 'play/1', data: { shape: [2, 3, 2, 2] } },
  ])
})
