import type { ArtifactEntry, MediaRow } from '../api/wire.ts'

/** Endings of what media are stored as; others keep none. */
const ENDINGS: { readonly [mime: string]: string } = {
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/webp': '.webp',
  'image/svg+xml': '.svg',
  'audio/wav': '.wav',
  'audio/mpeg': '.mp3',
  'video/mp4': '.mp4',
  'video/webm': '.webm',
  'text/plain': '.txt',
  'text/markdown': '.md',
  'text/html': '.html',
  'model/gltf-binary': '.glb',
}

/** The bytes of media as files: the key is the folder, the step and the place in the list the name. */
export function mediaFiles(rows: readonly MediaRow[]): ArtifactEntry[] {
  return rows.flatMap(({ key, step, items }) =>
    items.map(({ blob }, index) => ({
      path: `${key}/${step}${items.length > 1 ? `-${index}` : ''}${endingOf(blob.mime)}`,
      size: blob.size,
      blob,
    })),
  )
}

function endingOf(mime: string): string {
  const type = mime.split(';')[0]!.trim()
  return ENDINGS[type] ?? (type.endsWith('json') ? '.json' : '')
}
