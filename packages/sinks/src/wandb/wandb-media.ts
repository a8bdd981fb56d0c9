import type { MediaItem, MediaRecord, PlainObject } from '@seetrain/core'
import { readPointCloud } from '../files/point-cloud-file.ts'
import { mediaPath } from './wandb-files.ts'
import { imageValues } from './wandb-images.ts'
import { plotValues } from './wandb-plots.ts'
import { tableValue } from './wandb-tables.ts'
import { fileValue, type HistoryValue, type MediaPlace, type MediaTarget } from './wandb-values.ts'

/** A media record as values of W&B's history. What W&B has no kind of media for is a file of the run with its path. */
export async function historyValues(record: MediaRecord, target: MediaTarget): Promise<HistoryValue[]> {
  const { key, step, type, items } = record
  if (type === 'image') return imageValues({ key, step }, items, target)
  const values: HistoryValue[] = []
  for (const [index, item] of items.entries()) {
    const place = { key: items.length === 1 ? key : `${key}/${index}`, step }
    values.push(...(await FORMS[type](place, item, target)))
    if (!CAPTIONED.has(type) && item.caption !== undefined) values.push([`${place.key}/caption`, item.caption])
  }
  return values
}

// their values have a member for it
const CAPTIONED = new Set<MediaRecord['type']>(['audio', 'video', 'html', 'object3d', 'molecule'])

type Form = (place: MediaPlace, item: MediaItem, target: MediaTarget) => HistoryValue[] | Promise<HistoryValue[]>

const FORMS: Record<Exclude<MediaRecord['type'], 'image'>, Form> = {
  text(place, { blob }, { blobs }) {
    const text = blobs.text(blob)
    return text === undefined ? [] : [[place.key, text]]
  },
  histogram: ({ key }, { details }) => [
    [key, { _type: 'histogram', values: details['counts'] ?? [], bins: details['edges'] ?? [] }],
  ],
  audio: (place, item, target) => fileValue(place, item, target, { type: 'audio-file', kind: 'audio' }),
  video: (place, item, target) => {
    const { width, height } = item.details
    return fileValue(place, item, target, { type: 'video-file', kind: 'videos' }, { width, height })
  },
  html: (place, item, target) => fileValue(place, item, target, { type: 'html-file', kind: 'html' }),
  molecule(place, item, target) {
    const { format } = item.details
    // a MOL file is an SDF file of one molecule
    const ending = format === 'mol' ? 'sdf' : String(format)
    const isShown = ending === 'sdf' || ending === 'pdb'
    if (isShown) return fileValue(place, item, target, { type: 'molecule-file', kind: 'molecule', ending })
    return FORMS.text(place, item, target)
  },
  object3d: object3dValue,
  table: (place, item, target) => tableValue(place, item, target),
  plot: plotValues,
}

/** Points become W&B's own point cloud; other files of PLY are none that it shows. */
function object3dValue(place: MediaPlace, item: MediaItem, target: MediaTarget): HistoryValue[] {
  const { details, blob } = item
  const form = { type: 'object3D-file', kind: 'object3D' }
  if (details['format'] !== 'ply') return fileValue(place, item, target, form)
  const bytes = target.blobs.bytes(blob)
  if (bytes === undefined) return []
  const cloud = readPointCloud(bytes)
  if (cloud === undefined) return fileValue(place, item, target, form)
  const { positions, colors, labels } = cloud
  const points = Array.from({ length: positions.length / 3 }, (_, i) => [
    ...positions.subarray(i * 3, i * 3 + 3),
    ...(colors?.subarray(i * 3, i * 3 + 3) ?? []),
    ...(labels ? [labels[i]!] : []),
  ])
  const boxes = ((details['boxes'] ?? []) as unknown as Box[]).map(boxCorners)
  const path = mediaPath({ ...place, kind: form.kind, ending: 'pts.json' }, blob.sha256)
  const text = JSON.stringify({ type: 'lidar/beta', points, boxes, vectors: [] })
  const file = target.files.storeText(path, text)
  return [[place.key, { _type: form.type, ...file, ...(item.caption !== undefined && { caption: item.caption }) }]]
}

interface Box {
  center: number[]
  size: number[]
  label?: string
}

/** W&B draws a box by its eight corners. */
function boxCorners({ center, size, label = '' }: Box): PlainObject {
  const corners = Array.from({ length: 8 }, (_, corner) =>
    center.map((middle, axis) => middle + (size[axis]! / 2) * ((corner >> axis) & 1 ? 1 : -1)),
  )
  return { corners, label, color: [255, 255, 0] }
}
