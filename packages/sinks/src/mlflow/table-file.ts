import type { BlobRef, MediaItem, PlainObject, TableContent } from '@seetrain/core'

/** A table as MLflow's pages read it, and the pictures of its cells with their paths. */
export function tableFile(
  { columns, rows }: TableContent,
  folder: string,
): { text: string; pictures: ReadonlyMap<string, BlobRef> } {
  const pictures = new Map<string, BlobRef>()
  const data = rows.map(row => row.map(cell => cellValue(cell, folder, pictures)))
  return { text: JSON.stringify({ columns: columns.map(({ name }) => name), data }), pictures }
}

/** Pictures are shown in their cells; other media are named by what they are. */
function cellValue(cell: unknown, folder: string, pictures: Map<string, BlobRef>): unknown {
  const { type, items } = Object(cell) as PlainObject
  if (typeof type !== 'string' || !Array.isArray(items)) return cell
  const [first] = items as unknown as MediaItem[]
  if (type !== 'image' || first === undefined) return JSON.stringify(cell)
  const path = `${folder}/images/${first.blob.sha256}.${String(first.details['format'] ?? 'png')}`
  pictures.set(path, first.blob)
  return { type, filepath: path, compressed_filepath: path }
}
