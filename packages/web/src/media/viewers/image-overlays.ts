import type { BlobRef, Json, JsonObject } from '../../api/wire.ts'

export interface Mask {
  name: string
  blob: BlobRef
  encoding: string
  classes: JsonObject
}

export interface Box {
  minX: number
  maxX: number
  minY: number
  maxY: number
  classId: number | undefined
  label: string
}

export interface BoxSet {
  name: string
  boxes: Box[]
}

export interface Overlays {
  width: number
  height: number
  masks: Mask[]
  boxes: BoxSet[]
}

/** What lies over a picture, from its details. Boxes are fractions of the picture, whichever way they were given. */
export function readOverlays(details: JsonObject): Overlays {
  const width = Number(details.width) || 0
  const height = Number(details.height) || 0
  return {
    width,
    height,
    masks: members(details.masks).map(([name, mask]) => ({
      name,
      blob: mask.blob as unknown as BlobRef,
      encoding: String(mask.encoding),
      classes: (mask.classes ?? {}) as JsonObject,
    })),
    boxes: members(details.boxes).map(([name, set]) => {
      const classes = (set.classes ?? {}) as JsonObject
      const boxes = Array.isArray(set.boxes) ? (set.boxes as JsonObject[]) : []
      return { name, boxes: boxes.map(box => readBox(box, classes, width, height)) }
    }),
  }
}

function readBox(box: JsonObject, classes: JsonObject, width: number, height: number): Box {
  const [acrossBy, downBy] = box.domain === 'pixel' ? [width || 1, height || 1] : [1, 1]
  const classId = typeof box.classId === 'number' ? box.classId : undefined
  const name = box.caption ?? (classId === undefined ? '' : (classes[classId] ?? classId))
  const score = typeof box.score === 'number' && box.caption === undefined ? ` ${box.score.toPrecision(2)}` : ''
  return {
    minX: Number(box.minX) / acrossBy,
    maxX: Number(box.maxX) / acrossBy,
    minY: Number(box.minY) / downBy,
    maxY: Number(box.maxY) / downBy,
    classId,
    label: `${String(name)}${score}`,
  }
}

function members(value: Json | undefined): [string, JsonObject][] {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (Object.entries(value) as [string, JsonObject][])
    : []
}

const COLORS = [
  '#e6194b',
  '#3cb44b',
  '#4363d8',
  '#f58231',
  '#911eb4',
  '#00a0a0',
  '#f032e6',
  '#808000',
  '#9a6324',
  '#800000',
]

/** The colour of a class; class 0 of a mask is the background and has none. */
export function classColor(id: number): string {
  return COLORS[id % COLORS.length]!
}
