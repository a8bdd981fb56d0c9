import { attachment, blobHeaders } from '../../../server/blob-headers.ts'
import { fileStream } from '../../../server/file-stream.ts'
import type { MlflowDoor } from '../mlflow-door.ts'
import { missingResource } from '../wire/mlflow-error.ts'

/** The file at a path, a piece at a time. */
export function giveFile(door: MlflowDoor, path: string, isHead = false): Response {
  const file = door.files.get(path)
  const { blobs, fileSystem } = door.parts
  const place = file && blobs.path(file.sha256)
  if (file === undefined || fileSystem.stat(place!) === undefined)
    throw missingResource(`No such artifact: '${path.slice(0, 300)}'`)
  const headers = {
    ...blobHeaders(file.mime),
    'content-disposition': download(path.split('/').at(-1)!),
    'content-length': String(file.size),
    'cache-control': 'no-store',
  }
  if (isHead || file.size === 0) return new Response(null, { headers })
  return new Response(fileStream(place!, 0, file.size - 1, fileSystem), { headers })
}

// a plain name stands without quotes, as MLflow's own server has it
function download(name: string): string {
  return /^[\w.-]+$/.test(name) ? `attachment; filename=${name}` : attachment(name)
}
