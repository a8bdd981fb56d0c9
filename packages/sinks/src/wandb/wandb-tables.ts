import { createHash } from 'node:crypto'
import type { ColumnType, MediaItem, PlainObject, TableContent } from '@seetrain/core'
import { artifactRecord, clientIds, md5Of, type ManifestEntry } from './wandb-artifact.ts'
import { mediaPath } from './wandb-files.ts'
import { imageValue } from './wandb-images.ts'
import type { HistoryValue, MediaPlace, MediaTarget } from './wandb-values.ts'

const COLUMN_TYPE: { [type in ColumnType]?: string } = {
  number: 'number',
  string: 'string',
  boolean: 'boolean',
  image: 'image-file',
}

/**
 * A table as W&B keeps it: a file of the run, and an artifact of the type run_table with the same file and what its
 * cells name, which is what the page asks for rows.
 */
export async function tableValue(place: MediaPlace, item: MediaItem, target: MediaTarget): Promise<HistoryValue[]> {
  const content = target.blobs.json(item.blob) as TableContent | undefined
  return content ? storeTable(place, content, target) : []
}

export async function storeTable(
  place: MediaPlace,
  content: TableContent,
  target: MediaTarget,
): Promise<HistoryValue[]> {
  const pictures = new Set<string>()
  const text = tableText(content, cell => cellValue(cell, place, target, pictures))
  const sha256 = createHash('sha256').update(text).digest('hex')
  const file = target.files.storeText(mediaPath({ ...place, kind: 'table', ending: 'table.json' }, sha256), text)
  const name = `run-${target.owner.runId}-${place.key.replaceAll(/[^\w.-]/g, '')}`
  const entry = `${place.key}.table.json`
  const entries: ManifestEntry[] = [{ path: entry, ...(await contentOf(file.path, target)) }]
  for (const path of pictures) entries.push({ path, ...(await contentOf(path, target)) })
  const artifact = { ...target.owner, name, identity: `${place.step} ${sha256}`, entries }
  target.emit(artifactRecord({ ...artifact, type: 'run_table', aliases: ['latest'] }))
  const ids = clientIds(artifact)
  const value = {
    _type: 'table-file',
    ...file,
    ncols: content.columns.length,
    nrows: content.rows.length,
    log_mode: 'IMMUTABLE',
    artifact_path: `wandb-client-artifact://${ids.version}/${entry}`,
    _latest_artifact_path: `wandb-client-artifact://${ids.sequence}:latest/${entry}`,
  }
  return [[place.key, value]]
}

function tableText({ columns, rows }: TableContent, valueOf: (cell: unknown) => unknown): string {
  const types = columns.map(({ name, type }) => [name, { wandb_type: COLUMN_TYPE[type] ?? 'any' }])
  return JSON.stringify({
    columns: columns.map(({ name }) => name),
    data: rows.map(row => row.map(valueOf)),
    ncols: columns.length,
    nrows: rows.length,
    column_types: { wandb_type: 'typedDict', params: { type_map: Object.fromEntries(types) as object } },
  })
}

async function contentOf(path: string, { files }: MediaTarget): Promise<Omit<ManifestEntry, 'path'>> {
  const localPath = files.absolutePath(path)
  return { localPath, size: files.sizeOf(path), digest: await md5Of(localPath) }
}

/** Pictures are shown in their cells; other media are named by what they are. */
function cellValue(cell: unknown, place: MediaPlace, target: MediaTarget, pictures: Set<string>): unknown {
  const media = mediaCell(cell)
  if (media === undefined) return cell
  const [first] = media.items
  const picture = media.type === 'image' && first ? imageValue(place, first, target) : undefined
  if (picture === undefined) return JSON.stringify(media)
  pictures.add(picture.path)
  return picture
}

function mediaCell(cell: unknown): { type: string; items: MediaItem[] } | undefined {
  const { type, items } = Object(cell) as PlainObject
  return typeof type === 'string' && Array.isArray(items) ? { type, items: items as unknown as MediaItem[] } : undefined
}
