import { readFileSync } from 'node:fs'
import { join, sep } from 'node:path'
import {
  Audio,
  Histogram,
  Html,
  Image,
  InvalidArgumentError,
  Molecule,
  Object3D,
  Plot,
  Table,
  Text,
  Video,
  type Media,
} from '@seetrain/core'
import { parsePythonJson } from '../python-json.ts'

/** A value of W&B's history that is more than a number: an object with its `_type`. */
export interface MediaValue {
  readonly _type: string
  readonly [name: string]: unknown
}

type Maker = (value: MediaValue, files: string) => Media

/** What each of W&B's kinds is here. `files` is the run's folder that paths in values begin at. */
const MAKERS: { readonly [type: string]: Maker } = {
  'image-file': (value, files) => new Image(pathOf(value, files), captionOf(value)),
  'images/separated': ({ filenames, captions }, files) =>
    new Image(asTexts(filenames).map((name, index) => new Image(pathInside(files, name), captionAt(captions, index)))),
  'audio-file': (value, files) => new Audio(pathOf(value, files), captionOf(value)),
  'video-file': (value, files) => new Video(pathOf(value, files), captionOf(value)),
  'html-file': (value, files) => new Html(readFileSync(pathOf(value, files), 'utf8'), captionOf(value)),
  'molecule-file': (value, files) => new Molecule(pathOf(value, files), captionOf(value)),
  'object3D-file': object3d,
  'plotly-file': (value, files) =>
    new Plot(parsePythonJson(readFileSync(pathOf(value, files), 'utf8')), { format: 'plotly', ...captionOf(value) }),
  'table-file': table,
  'incremental-table-file': table,
  histogram,
}

/** Lists of media, and the member that holds them. */
const LISTS: { readonly [type: string]: string } = {
  audio: 'audio',
  videos: 'videos',
  html: 'html',
  object3D: 'objects',
  molecule: 'molecules',
}

/** The members of a list of media, or the one medium itself. */
export function mediaMembers(value: MediaValue): MediaValue[] {
  const list = Object.hasOwn(LISTS, value['_type']) ? value[LISTS[value['_type']]!] : undefined
  return Array.isArray(list) ? (list as MediaValue[]) : [value]
}

/** Undefined for a kind that a run has no place for. Throws on bytes that are not what they are said to be. */
export function makeMedia(value: MediaValue, files: string): (() => Media) | undefined {
  const make = Object.hasOwn(MAKERS, value['_type']) ? MAKERS[value['_type']] : undefined
  return make && (() => make(value, files))
}

function histogram({ values, bins, packedBins }: MediaValue): Media {
  const counts = values as number[]
  if (Array.isArray(bins)) return new Histogram({ counts, edges: bins })
  const { min, size, count } = packedBins as { min: number; size: number; count: number }
  return new Histogram({ counts, edges: Array.from({ length: count + 1 }, (_, index) => min + index * size) })
}

function table(value: MediaValue, files: string): Media {
  const content = parsePythonJson(readFileSync(pathOf(value, files), 'utf8')) as {
    columns?: unknown[]
    data?: unknown[][]
  }
  return new Table(content?.data ?? [], { columns: (content?.columns ?? []).map(String) })
}

/** Points are kept as JSON: a list of them, or that list with boxes. Other files are models. */
function object3d(value: MediaValue, files: string): Media {
  const path = pathOf(value, files)
  if (!path.endsWith('.pts.json')) return new Object3D(path, captionOf(value))
  const content = parsePythonJson(readFileSync(path, 'utf8'))
  const { points, boxes = [] } = (Array.isArray(content) ? { points: content } : content) as Scene
  return new Object3D(points, { boxes: boxes.map(boxOf), ...captionOf(value) })
}

interface Scene {
  points: number[][]
  boxes?: { corners: number[][]; label?: string }[]
}

// W&B draws a box by its corners; here it has a middle and a size
function boxOf({ corners, label }: NonNullable<Scene['boxes']>[number]) {
  const span = (axis: number): [number, number] => {
    const places = corners.map(corner => corner[axis]!)
    return [Math.min(...places), Math.max(...places)]
  }
  const spans = [span(0), span(1), span(2)] as const
  const [x, y, z] = spans.map(([least, most]) => (least + most) / 2) as [number, number, number]
  const size = spans.map(([least, most]) => most - least) as [number, number, number]
  return { center: [x, y, z] as const, size, ...(label !== undefined && { label }) }
}

function pathOf({ path }: MediaValue, files: string): string {
  return pathInside(files, String(path))
}

/** A log may come from anybody, and is to lead to no other files of this machine. */
function pathInside(files: string, name: string): string {
  const path = join(files, name)
  if (path.startsWith(files + sep)) return path
  throw new InvalidArgumentError('path', name, 'It leads out of the folder of the run.')
}

function captionOf({ caption }: MediaValue): { caption?: string } {
  return typeof caption === 'string' ? { caption } : {}
}

function captionAt(captions: unknown, index: number): { caption?: string } {
  const caption: unknown = Array.isArray(captions) ? captions[index] : undefined
  return typeof caption === 'string' && caption !== '' ? { caption } : {}
}

function asTexts(list: unknown): string[] {
  return Array.isArray(list) ? list.map(String) : []
}

/** A text of the history, and what else has no number: as text. */
export function textMedia(value: unknown): Media {
  return new Text(typeof value === 'string' ? value : JSON.stringify(value))
}
