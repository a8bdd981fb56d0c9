import type { MediaItem, Plain, PlainObject } from '@seetrain/core'
import { boxSets, maskSets } from './wandb-overlays.ts'
import type { HistoryValue, MediaPlace, MediaTarget } from './wandb-values.ts'

/** One picture, or the list of several. */
export function imageValues(place: MediaPlace, items: readonly MediaItem[], target: MediaTarget): HistoryValue[] {
  const values = items.flatMap(item => imageValue(place, item, target) ?? [])
  const [first] = values
  if (first === undefined) return []
  if (items.length === 1) return [[place.key, first]]
  const listed = { captions: 'caption', all_boxes: 'boxes', all_masks: 'masks' }
  const value: PlainObject = {
    _type: 'images/separated',
    width: first.width,
    height: first.height,
    format: first.format,
    count: values.length,
    filenames: values.map(({ path }) => path),
  }
  for (const [list, member] of Object.entries(listed)) {
    if (!values.some(one => one[member] !== undefined)) continue
    value[list] = values.map(one => one[member] ?? (member === 'caption' ? '' : {}))
  }
  return [[place.key, value]]
}

/** A picture in W&B's history. */
export interface ImageValue extends PlainObject {
  path: string
  width: Plain
  height: Plain
  format: string
}

export function imageValue(place: MediaPlace, item: MediaItem, target: MediaTarget): ImageValue | undefined {
  const { blob, details, caption } = item
  const format = String(details['format'])
  const file = target.files.storeMedia(blob, { ...place, kind: 'images', ending: format })
  if (file === undefined) return undefined
  const boxes = boxSets(place, details, target)
  const masks = maskSets(place, details, target)
  return {
    _type: 'image-file',
    ...file,
    width: details['width'] ?? 0,
    height: details['height'] ?? 0,
    format,
    ...(caption !== undefined && { caption }),
    ...(boxes && { boxes }),
    ...(masks && { masks }),
  }
}
