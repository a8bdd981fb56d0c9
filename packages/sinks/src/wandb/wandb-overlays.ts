import { createHash } from 'node:crypto'
import type { BlobRef, Plain, PlainObject } from '@seetrain/core'
import { mediaPath } from './wandb-files.ts'
import type { MediaPlace, MediaTarget } from './wandb-values.ts'
import { configRecord } from './wandb-records.ts'

interface BoxSet {
  boxes: readonly {
    minX: number
    maxX: number
    minY: number
    maxY: number
    domain: 'pixel' | 'fraction'
    classId?: number
    score?: number
    caption?: string
  }[]
  classes: PlainObject
}

/** Each set of boxes is a file of its own; the image names it. */
export function boxSets(place: MediaPlace, details: PlainObject, target: MediaTarget): PlainObject | undefined {
  return overlays(details['boxes'], (name, set) => {
    const { boxes, classes } = set as unknown as BoxSet
    const box_data = boxes.map(({ minX, maxX, minY, maxY, domain, classId = 0, score, caption }) => ({
      position: { minX, maxX, minY, maxY },
      class_id: classId,
      ...(domain === 'pixel' && { domain }),
      ...(caption !== undefined && { box_caption: caption }),
      ...(score !== undefined && { scores: { score } }),
    }))
    const text = JSON.stringify({ box_data, class_labels: classes })
    const sha256 = createHash('sha256').update(text).digest('hex')
    const path = mediaPath({ ...place, kind: 'metadata/boxes2D', ending: 'boxes2D.json' }, sha256)
    labelClasses('bounding_box/class_labels', place.key, name, classes, target)
    return { _type: 'boxes2D', ...target.files.storeText(path, text) }
  })
}

export function maskSets(place: MediaPlace, details: PlainObject, target: MediaTarget): PlainObject | undefined {
  return overlays(details['masks'], (name, mask) => {
    const { blob, classes } = mask as unknown as { blob: BlobRef; classes: PlainObject }
    const file = target.files.storeMedia(blob, { ...place, kind: 'images/mask', ending: 'png' })
    if (file === undefined) return undefined
    labelClasses('mask/class_labels', place.key, name, classes, target)
    return { _type: 'mask', ...file }
  })
}

function overlays(sets: Plain | undefined, store: (name: string, set: Plain) => PlainObject | undefined) {
  const stored = Object.entries((sets ?? {}) as PlainObject).flatMap(([name, set]) => {
    const value = store(name, set)
    return value ? [[name, value] as const] : []
  })
  return stored.length === 0 ? undefined : Object.fromEntries(stored)
}

// W&B's page finds the names of classes in the config, under this key of its own
function labelClasses(type: string, key: string, name: string, value: PlainObject, { emit }: MediaTarget): void {
  const place = `${key}_wandb_delimeter_${name}`
  emit(configRecord([[['_wandb', type, place], { type, key: place, value }]]))
}
