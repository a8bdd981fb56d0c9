import type { MediaItem, MediaRecord, PlainObject, TableContent } from '@seetrain/core'
import type { BlobReader } from '../files/blob-reader.ts'
import { ProtobufMessage } from '../protobuf/protobuf-message.ts'
import { meshValues } from './mesh-values.ts'
import { prCurveValues, readPrCurve } from './pr-curve.ts'
import { numericTensor, stringTensor, type SummaryValue } from './summary-value.ts'
import { fenced, jsonText, textValue } from './text-value.ts'

// the plugin's numbers of encodings
const UNKNOWN = 0
const WAV = 11
const MOST_ROWS = 1000

/** What TensorBoard can show of a media record. What it has no form for becomes a text that says what there is. */
export function mediaValues(record: MediaRecord, blobs: BlobReader): SummaryValue[] {
  const { key, items } = record
  const values = FORMS[record.type](key, items, blobs)
  const captions = items.map(({ caption }) => caption ?? '')
  if (captions.some(Boolean)) values.push(textValue(`${key}/caption`, captions))
  return values
}

type Form = (tag: string, items: readonly MediaItem[], blobs: BlobReader) => SummaryValue[]

const FORMS: Record<MediaRecord['type'], Form> = {
  image: (tag, items, blobs) => [...pictures(tag, items, blobs), ...overlays(tag, items, blobs)],
  video: (tag, items, blobs) => [
    ...pictures(
      tag,
      items.filter(({ blob }) => blob.mime === 'image/gif'),
      blobs,
    ),
    ...described(
      tag,
      items.filter(({ blob }) => blob.mime !== 'image/gif'),
    ),
  ],
  audio: sounds,
  text: texts,
  molecule: texts,
  html: texts,
  table: (tag, items, blobs) =>
    items.flatMap((item, index) => {
      const content = blobs.json(item.blob) as TableContent | undefined
      return content ? tableValue(numbered(tag, index, items), content) : []
    }),
  histogram: (tag, items) =>
    items.flatMap(({ details }, index) => histogramValue(numbered(tag, index, items), details)),
  plot: (tag, items, blobs) => items.flatMap((item, index) => plotValues(numbered(tag, index, items), item, blobs)),
  object3d: (tag, items, blobs) =>
    items.flatMap((item, index) => {
      const bytes = blobs.bytes(item.blob)
      const name = numbered(tag, index, items)
      return (bytes && meshValues(name, item, bytes)) ?? described(name, [item])
    }),
}

/** The first of several items keeps the key. */
function numbered(tag: string, index: number, items: readonly MediaItem[]): string {
  return items.length === 1 ? tag : `${tag}/${index}`
}

function pictures(tag: string, items: readonly MediaItem[], blobs: BlobReader): SummaryValue[] {
  const encoded = items.flatMap(item => blobs.bytes(item.blob) ?? [])
  if (encoded.length === 0) return []
  const { width = 0, height = 0 } = items[0]!.details
  return [{ tag, plugin: 'images', tensor: stringTensor([String(width), String(height), ...encoded]) }]
}

/** Masks are pictures of their own; boxes are kept as they were given. */
function overlays(tag: string, items: readonly MediaItem[], blobs: BlobReader): SummaryValue[] {
  return items.flatMap(({ details }, index) => {
    const name = numbered(tag, index, items)
    const masks = Object.entries((details['masks'] ?? {}) as PlainObject) as unknown as [string, MediaItem][]
    const size = { width: details['width'] ?? 0, height: details['height'] ?? 0 }
    return [
      ...masks.flatMap(([mask, { blob }]) => pictures(`${name}/masks/${mask}`, [{ blob, details: size }], blobs)),
      ...(details['boxes'] === undefined ? [] : [textValue(`${name}/boxes`, [jsonText(details['boxes'])])]),
    ]
  })
}

/** The plugin is told the encoding once for a tag: sounds that are no WAV have a tag of their own. */
function sounds(tag: string, items: readonly MediaItem[], blobs: BlobReader): SummaryValue[] {
  const isWav = ({ blob }: MediaItem): boolean => blob.mime === 'audio/wav'
  return [
    ...soundValue(tag, WAV, items.filter(isWav), blobs),
    ...soundValue(
      items.some(isWav) ? `${tag}/encoded` : tag,
      UNKNOWN,
      items.filter(item => !isWav(item)),
      blobs,
    ),
  ]
}

function soundValue(tag: string, encoding: number, items: readonly MediaItem[], blobs: BlobReader): SummaryValue[] {
  const cells = items.flatMap(({ blob, caption = '' }) => {
    const bytes = blobs.bytes(blob)
    return bytes ? [bytes, caption] : []
  })
  if (cells.length === 0) return []
  const pluginContent = new ProtobufMessage().int(2, encoding)
  return [{ tag, plugin: 'audio', pluginContent, tensor: stringTensor(cells, [cells.length / 2, 2]) }]
}

function texts(tag: string, items: readonly MediaItem[], blobs: BlobReader): SummaryValue[] {
  const found = items.flatMap(({ blob }) => blobs.text(blob) ?? [])
  return found.length === 0 ? [] : [textValue(tag, found)]
}

/** The plugin text shows a tensor of two dimensions as a table. */
function tableValue(tag: string, { columns, rows }: TableContent): SummaryValue[] {
  if (columns.length === 0) return []
  const shown = rows.slice(0, MOST_ROWS)
  const cells = [columns.map(({ name }) => name), ...shown.map(row => row.map(cellText))]
  const table = textValue(tag, cells.flat(), [cells.length, columns.length])
  const description = `The first ${MOST_ROWS} of ${rows.length} rows.`
  return [shown.length < rows.length ? { ...table, description } : table]
}

function cellText(cell: unknown): string {
  if (cell === null) return ''
  return typeof cell === 'string' ? cell : JSON.stringify(cell)
}

function histogramValue(tag: string, details: PlainObject): SummaryValue[] {
  const [edges, counts] = [details['edges'] as number[], details['counts'] as number[]]
  const buckets = counts.flatMap((count, i) => [edges[i]!, edges[i + 1]!, count])
  return [{ tag, plugin: 'histograms', tensor: numericTensor('double', buckets, [counts.length, 3]) }]
}

function plotValues(tag: string, { blob, details }: MediaItem, blobs: BlobReader): SummaryValue[] {
  const plot = blobs.json(blob)
  if (plot === undefined) return []
  const curve = readPrCurve(details, plot)
  const specification = textValue(curve ? `${tag}/plot` : tag, [fenced('json', JSON.stringify(plot))])
  return curve ? [...prCurveValues(tag, curve), specification] : [specification]
}

function described(tag: string, items: readonly MediaItem[]): SummaryValue[] {
  if (items.length === 0) return []
  return [
    textValue(
      tag,
      items.map(({ blob, details }) => jsonText({ ...blob, ...details })),
    ),
  ]
}
