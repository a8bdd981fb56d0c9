import { extname } from 'node:path'
import type { MediaItem, PlainObject } from '../contracts/record.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import { Media, type MediaContext } from './media.ts'
import { readNumericArray } from './numeric-array.ts'
import { checkOptions, readChoice, readInteger, readString, type Options } from './options.ts'
import { encodePly, readCloud, type Cloud } from './point-cloud.ts'
import { readSource, withReader, type Source } from './source.ts'
import { filesOf, mediaItem, storeBytes, storeSource } from './store.ts'

const MIMES = { glb: 'model/gltf-binary', ply: 'model/ply', obj: 'model/obj', stl: 'model/stl' } as const

export type Object3DFormat = keyof typeof MIMES

export interface Box3D {
  center: readonly [number, number, number]
  size: readonly [number, number, number]
  label?: string
}

export interface Object3DOptions {
  /** Numbers per point of a flat array: 3 (x, y, z), 4 (and a label) or 6 (and red, green, blue). Default 3. */
  stride?: number
  /** Boxes to draw among the points. */
  boxes?: readonly Box3D[]
  /** Of a file. Default: told from its bytes, or from the ending of its path. */
  format?: Object3DFormat
  caption?: string
}

const KNOWN = ['stride', 'boxes', 'format', 'caption'] as const
const FORMATS = Object.keys(MIMES) as Object3DFormat[]
const ACCEPTED =
  'Pass points ([[x, y, z], ...] or a flat array with stride), or the bytes or path of a GLB, PLY, OBJ or STL file.'

/** Points in space become a binary PLY file; model files are kept as they are. */
export class Object3D extends Media {
  readonly type = 'object3d'
  readonly #cloud: Cloud | undefined
  readonly #source: Source | undefined
  readonly #format: Object3DFormat | undefined
  readonly #boxes: PlainObject[]
  readonly #caption: string | undefined

  constructor(data: unknown, options?: Object3DOptions) {
    super()
    const checked = checkOptions('object3d', options, KNOWN)
    this.#caption = readString('object3d.caption', checked.caption)
    this.#format = readChoice('object3d.format', checked.format, FORMATS)
    this.#boxes = readBoxes(checked.boxes)
    this.#source = checked.stride === undefined ? readSource('object3d', data) : undefined
    if (!this.#source) this.#cloud = readPoints(data, checked)
  }

  encode(context: MediaContext): MediaItem[] {
    const boxes = this.#boxes.length > 0 && { boxes: this.#boxes }
    if (!this.#cloud) return [this.#keepFile(context, this.#source as Source, boxes)]
    const blob = storeBytes(context, 'object3d', encodePly(this.#cloud), MIMES.ply)
    const { points, skipped, bounds } = this.#cloud
    return [
      mediaItem(
        blob,
        { format: 'ply', points, ...(skipped > 0 && { skipped }), ...(bounds && { bounds }), ...boxes },
        this.#caption,
      ),
    ]
  }

  #keepFile(context: MediaContext, source: Source, boxes: PlainObject | false): MediaItem {
    const format =
      this.#format ??
      withReader('object3d', source, filesOf(context), (read, size) => recognise(source, read(0, 84), size))
    const blob = storeSource(context, 'object3d', source, MIMES[format])
    return mediaItem(blob, { format, ...boxes }, this.#caption)
  }
}

function readPoints(data: unknown, options: Options): Cloud {
  if (options.format !== undefined)
    throw new InvalidArgumentError('object3d.format', options.format, 'It is for files; points are stored as PLY.')
  const array = readNumericArray('object3d', data)
  if (!array || array.shape.length > 2) throw new InvalidArgumentError('object3d', data, ACCEPTED)
  const stride = readInteger('object3d.stride', options.stride, 3, 6) ?? array.shape[1] ?? 3
  if (![3, 4, 6].includes(stride) || array.data.length % stride !== 0) {
    throw new InvalidArgumentError(
      'object3d.stride',
      stride,
      `${array.data.length} numbers are no whole points of 3 (x, y, z), 4 (and a label) or 6 (and a colour).`,
    )
  }
  return readCloud(array.data, stride)
}

function recognise(source: Source, head: Uint8Array, size: number): Object3DFormat {
  const text = String.fromCharCode(...head)
  if (text.startsWith('glTF')) return 'glb'
  if (/^ply\r?\n/.test(text)) return 'ply'
  // a binary STL tells its length by its count of triangles, 50 bytes each
  if (head.length === 84 && size === 84 + 50 * new DataView(head.buffer, head.byteOffset).getUint32(80, true))
    return 'stl'
  if (text.startsWith('solid')) return 'stl'
  if (
    /^(#[^\n]*\r?\n|\s)*(mtllib|o|g|v|vn|vt) /.test(text) ||
    (source.kind === 'file' && extname(source.path).toLowerCase() === '.obj')
  )
    return 'obj'
  throw new InvalidArgumentError('object3d', source.kind === 'file' ? source.path : source.bytes, ACCEPTED)
}

function readBoxes(value: unknown): PlainObject[] {
  if (value === undefined) return []
  if (!Array.isArray(value))
    throw new InvalidArgumentError('object3d.boxes', value, 'Pass an array of { center, size, label }.')
  return value.map((box: unknown, index) => {
    const field = `object3d.boxes[${index}]`
    if (typeof box !== 'object' || box === null)
      throw new InvalidArgumentError(field, box, 'Pass { center, size, label }.')
    const { center, size, label } = box as Options
    const name = readString(`${field}.label`, label)
    return {
      center: readTriple(`${field}.center`, center),
      size: readTriple(`${field}.size`, size),
      ...(name !== undefined && { label: name }),
    }
  })
}

function readTriple(field: string, value: unknown): number[] {
  if (Array.isArray(value) && value.length === 3 && value.every(Number.isFinite)) return [...value]
  throw new InvalidArgumentError(field, value, 'Pass three finite numbers.')
}
