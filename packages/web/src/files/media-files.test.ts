import type { MediaRow } from '../api/wire.ts'
import { mediaFiles } from './media-files.ts'

const row = (key: string, step: number, ...mimes: string[]): MediaRow =>
  ({
    key,
    step,
    items: mimes.map(mime => ({ blob: { sha256: 'a', size: 3, mime }, details: {} })),
  }) as unknown as MediaRow

it('names files by key, step and place, with the ending of their type', () => {
  const rows = [
    row('val/images', 4, 'image/png', 'image/jpeg'),
    row('words', 1, 'text/plain; charset=utf-8'),
    row('weights', 2, 'application/vnd.seetrain.histogram+json'),
    row('odd', 2, 'application/x-own'),
  ]
  expect(mediaFiles(rows).map(({ path }) => path)).toEqual([
    'val/images/4-0.png',
    'val/images/4-1.jpg',
    'words/1.txt',
    'weights/2.json',
    'odd/2',
  ])
})
