import { createHash } from 'node:crypto'
import {
  mediaBlobs,
  plainToJson,
  type BlobRef,
  type MediaItem,
  type MediaRecord,
  type Plain,
  type TableContent,
} from '@seetrain/core'
import type { BlobReader } from '../files/blob-reader.ts'
import { fileName } from '../files/run-place.ts'
import type { RunFiles } from './run-files.ts'
import { tableFile } from './table-file.ts'

/** Tags by which MLflow's pages know that there are pictures and tables. */
const IMAGES_TAG = 'mlflow.loggedImages'
export const TABLES_TAG = 'mlflow.loggedArtifacts'
/** A list of more tables than this many characters of a tag takes loses the oldest. */
const LONGEST_TABLES = 4900

const ENDINGS: { readonly [type: string]: string } = {
  text: 'txt',
  table: 'json',
  histogram: 'json',
  plot: 'json',
  html: 'html',
}

export interface MediaTarget {
  files: RunFiles
  blobs: BlobReader
  tags: { get(key: string): string | undefined; set(key: string, value: string): void }
}

/** Media as files of a run, in the places where MLflow's pages look for them. */
export async function putMedia(record: MediaRecord, target: MediaTarget, signal: AbortSignal): Promise<void> {
  const { key, step, type, items } = record
  const folder = `media/${type}/${key.split('/').map(fileName).join('/')}`
  const described: { [name: string]: Plain }[] = []
  for (const [index, item] of items.entries()) {
    const name = items.length === 1 ? `step-${step}` : `step-${step}-${index}`
    const file = await putItem(record, item, { index, folder, name }, target, signal)
    const further = mediaBlobs(item).filter(({ sha256 }) => sha256 !== item.blob.sha256)
    if (type !== 'table') for (const blob of further) await putFurther(folder, name, blob, target, signal)
    described.push({
      ...(file !== undefined && { file }),
      ...(item.caption !== undefined && { caption: item.caption }),
      details: item.details,
    })
  }
  const isPlain = record.metadata === undefined && items.every(isSelfEvident)
  if (isPlain) return
  const about = { key, step, type, items: described, ...(record.metadata && { metadata: record.metadata }) }
  await target.files.putText(`${folder}/step-${step}.about.json`, JSON.stringify(plainToJson(about)), signal)
}

interface Place {
  index: number
  folder: string
  name: string
}

async function putItem(
  record: MediaRecord,
  item: MediaItem,
  place: Place,
  target: MediaTarget,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (record.type === 'image') return putImage(record, item, place.index, target, signal)
  if (record.type === 'table') return putTable(record, item, place, target, signal)
  const path = `${place.folder}/${place.name}.${endingOf(record.type, item)}`
  await target.files.putBlob(path, item.blob, signal)
  return path
}

/** As MLflow's `log_image` names them: the page finds key, step and time in the name, and a small copy beside the picture. */
async function putImage(
  { key, step, time }: MediaRecord,
  { blob, details }: MediaItem,
  index: number,
  { files, tags }: MediaTarget,
  signal: AbortSignal,
): Promise<string> {
  const name = key.replaceAll(/[^\p{L}\p{N}_\-./ ]/gu, '_').replaceAll('/', '~')
  const id = stableId(`${key}\n${step}\n${time}\n${index}\n${blob.sha256}`)
  const ending = String(details['format'] ?? 'png')
  const path = `images/${name}+step+${step}+timestamp+${time}+${id}`
  await files.putBlob(`${path}.${ending}`, blob, signal)
  await files.putBlob(`${path}+compressed.${ending}`, blob, signal)
  tags.set(IMAGES_TAG, 'True')
  return `${path}.${ending}`
}

// the same for the same picture, so that one that is sent again replaces itself
function stableId(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}

/** As MLflow's `log_table` writes them. */
async function putTable(
  { key }: MediaRecord,
  { blob }: MediaItem,
  { name }: Place,
  { files, blobs, tags }: MediaTarget,
  signal: AbortSignal,
): Promise<string | undefined> {
  const content = blobs.json(blob) as TableContent | undefined
  if (content === undefined) return undefined
  const folder = `tables/${key.split('/').map(fileName).join('/')}`
  const path = `${folder}/${name}.json`
  const { text, pictures } = tableFile(content, folder)
  for (const [place, picture] of pictures) await files.putBlob(place, picture, signal)
  await files.putText(path, text, signal)
  tags.set(TABLES_TAG, withTable(tags.get(TABLES_TAG), path))
  return path
}

/** The list of tables with one more in front. */
export function withTable(list: string | undefined, path: string): string {
  let known: { path: string; type: string }[] = []
  try {
    known = JSON.parse(list ?? '[]') as typeof known
  } catch {
    // cut by somebody: begin anew
  }
  const tables = [{ path, type: 'table' }, ...known.filter(table => table.path !== path)]
  while (JSON.stringify(tables).length > LONGEST_TABLES) tables.pop()
  return JSON.stringify(tables)
}

async function putFurther(
  folder: string,
  name: string,
  blob: BlobRef,
  { files }: MediaTarget,
  signal: AbortSignal,
): Promise<void> {
  const ending = blob.mime.split('/').at(-1)?.replace(/\W.*/, '') ?? 'bin'
  await files.putBlob(`${folder}/${name}.parts/${blob.sha256}.${ending}`, blob, signal)
}

function endingOf(type: string, { blob, details }: MediaItem): string {
  if (blob.mime === 'text/markdown') return 'md'
  return ENDINGS[type] ?? fileName(String(details['format'] ?? 'bin'))
}

// size and format are in the file itself
function isSelfEvident({ caption, details }: MediaItem): boolean {
  return caption === undefined && details['masks'] === undefined && details['boxes'] === undefined
}
