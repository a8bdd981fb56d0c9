import type { BlobRef, Plain, PlainObject } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import type { ImageSize } from './image-size.ts'
import type { MediaContext } from './media.ts'
import { readNumericArray } from './numeric-array.ts'
import { readChoice, readNumber, readString, type Options } from './options.ts'
import { encodePng } from './png.ts'
import { storeBytes } from './store.ts'

/** What a mask or a box set calls its classes: names by id, or in the order of ids from 0. */
export type Classes = { [id: string]: string } | readonly string[]

export interface ImageMask {
  /** A class id per pixel, row by row: a typed array, nested rows or a tensor. */
  data: unknown
  classes?: Classes
}

export interface ImageBox {
  position:
    | { minX: number; maxX: number; minY: number; maxY: number }
    | { middle: readonly [number, number]; width: number; height: number }
  /** Default: `fraction` of the picture's width and height. */
  domain?: 'pixel' | 'fraction'
  classId?: number
  score?: number
  caption?: string
}

export interface ImageBoxes {
  boxes: readonly ImageBox[]
  classes?: Classes
}

export interface Mask {
  name: string
  what: string
  ids: Uint32Array
  classes: PlainObject
}

const MAX_CLASS = 2 ** 24 - 1

export function readMasks(what: string, value: unknown): Mask[] {
  return members(what, value).map(([name, mask]) => {
    const field = `${what}.${name}`
    const { data, classes } = objectOf(field, mask, 'Pass { data, classes }.')
    const array = readNumericArray(`${field}.data`, data)
    if (!array) throw new InvalidArgumentError(`${field}.data`, data, 'Pass one class id per pixel.')
    const ids = Uint32Array.from(array.data, (value, index) => {
      const id = Number(value)
      if (Number.isInteger(id) && id >= 0 && id <= MAX_CLASS) return id
      const remedy = `A class id is a whole number from 0 to ${MAX_CLASS}.`
      throw new InvalidArgumentError(`${field}.data[${index}]`, value, remedy)
    })
    return { name, what: field, ids, classes: readClasses(`${field}.classes`, classes) }
  })
}

/** Stores each mask as a PNG of the picture's size: gray up to id 255, else the id's three bytes as red (low), green, blue. */
export function storeMasks(context: MediaContext, masks: readonly Mask[], size: ImageSize): PlainObject {
  return Object.fromEntries(
    masks.map(({ name, what, ids, classes }) => {
      if (ids.length !== size.width * size.height) {
        throw new InvalidArgumentError(
          `${what}.data`,
          ids,
          `The picture has ${size.width} × ${size.height} pixels; give one class id for each.`,
        )
      }
      const wide = ids.some(id => id > 255)
      const channels = wide ? 3 : 1
      const pixels = new Uint8Array(ids.length * channels)
      for (let i = 0; i < pixels.length; i++) {
        pixels[i] = (ids[Math.floor(i / channels)] as number) >> (8 * (i % channels))
      }
      const blob = storeBytes(context, what, encodePng({ pixels, ...size, channels }), 'image/png')
      return [name, { blob: { ...blob } satisfies BlobRef, encoding: wide ? 'rgb24' : 'gray8', classes }]
    }),
  )
}

/** Both ways to say a position become corners, so that readers know one. */
export function readBoxes(what: string, value: unknown): PlainObject {
  return Object.fromEntries(
    members(what, value).map(([name, set]) => {
      const field = `${what}.${name}`
      const { boxes, classes } = objectOf(field, set, 'Pass { boxes: [...], classes }.')
      if (!Array.isArray(boxes)) throw new InvalidArgumentError(`${field}.boxes`, boxes, 'Pass an array of boxes.')
      const read = boxes.map((box, index) => readBox(`${field}.boxes[${index}]`, box))
      return [name, { boxes: read, classes: readClasses(`${field}.classes`, classes) }]
    }),
  )
}

function readBox(field: string, value: unknown): Plain {
  const box = objectOf(field, value, 'Pass { position, classId, score, caption, domain }.')
  const domain = readChoice(`${field}.domain`, box.domain, ['pixel', 'fraction']) ?? 'fraction'
  const words = {
    classId: readNumber(`${field}.classId`, box.classId, 0, MAX_CLASS),
    score: readNumber(`${field}.score`, box.score, -Infinity, Infinity),
    caption: readString(`${field}.caption`, box.caption),
  }
  const given = Object.entries(words).filter(([, word]) => word !== undefined)
  return { ...readPosition(`${field}.position`, box.position, domain), domain, ...Object.fromEntries(given) }
}

function readPosition(field: string, value: unknown, domain: 'pixel' | 'fraction'): PlainObject {
  const position = objectOf(field, value, 'Pass { minX, maxX, minY, maxY } or { middle: [x, y], width, height }.')
  // a fraction may lie a little outside the picture; one far outside was meant in pixels
  const [least, most] = domain === 'pixel' ? [-1e9, 1e9] : [-1, 2]
  const hint = domain === 'pixel' ? 'Pass a finite number.' : `Pass a fraction of the picture, or domain: 'pixel'.`
  const read = (name: string, from: unknown): number => {
    if (typeof from === 'number' && from >= least && from <= most) return from
    throw new InvalidArgumentError(`${field}.${name}`, from, hint)
  }
  if (!('middle' in position)) {
    return {
      minX: read('minX', position.minX),
      maxX: read('maxX', position.maxX),
      minY: read('minY', position.minY),
      maxY: read('maxY', position.maxY),
    }
  }
  const [x, y] = Array.isArray(position.middle) ? position.middle : []
  const [middleX, middleY] = [read('middle[0]', x), read('middle[1]', y)]
  const [halfWidth, halfHeight] = [read('width', position.width) / 2, read('height', position.height) / 2]
  return {
    minX: middleX - halfWidth,
    maxX: middleX + halfWidth,
    minY: middleY - halfHeight,
    maxY: middleY + halfHeight,
  }
}

function readClasses(field: string, value: unknown): PlainObject {
  const classes = value === undefined ? {} : objectOf(field, value, 'Pass names by id, or an array of names.')
  return Object.fromEntries(Object.entries(classes).map(([id, name]) => [id, readString(`${field}.${id}`, name) ?? '']))
}

function members(what: string, value: unknown): [string, unknown][] {
  return value === undefined ? [] : Object.entries(objectOf(what, value, 'Pass an object of named overlays.'))
}

function objectOf(field: string, value: unknown, remedy: string): Options {
  if (typeof value === 'object' && value !== null) return value as Options
  throw new InvalidArgumentError(field, value, remedy)
}
