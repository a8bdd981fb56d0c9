import type { BlobStore } from '../contracts/blob-store.ts'
import type { FileSystem } from '../contracts/ports.ts'
import type { ArtifactEntry, BlobRef } from '../contracts/record.ts'
import { FileChangedError } from '../errors/file-changed-error.ts'
import { InvalidArgumentError } from '../errors/invalid-argument-error.ts'
import type { ArtifactSource } from './artifact.ts'
import { mimeOf } from './mime-of.ts'
import { realPathInside } from './walk-folder.ts'

/** Brings what was added to an artifact into the blob store and returns the entries of its manifest. */
export function storeEntries(sources: ArtifactSource[], fileSystem: FileSystem, blobs: BlobStore): ArtifactEntry[] {
  return sources.map(source => {
    if (source.kind === 'reference') {
      const { path, size, uri, digest } = source
      return { path, size, reference: uri, ...(digest !== undefined && { digest }) }
    }
    if (source.kind === 'blob') return { path: source.path, size: source.blob.size, blob: source.blob }
    const blob =
      source.kind === 'bytes' ? blobs.put(source.bytes, mimeOf(source.path)) : storeFile(source, fileSystem, blobs)
    return { path: source.path, size: blob.size, blob }
  })
}

function storeFile(source: ArtifactSource & { kind: 'file' }, fileSystem: FileSystem, blobs: BlobStore): BlobRef {
  // looked at again, because a link may lead elsewhere by now; and what was looked at is what is read
  const file = source.within === undefined ? source.file : realPathInside(fileSystem, source.within, source.file)
  const before = fileSystem.stat(file)
  if (!before?.isFile) {
    throw new InvalidArgumentError(
      'file',
      source.file,
      'It was added to the artifact and is gone. Add it again when it exists.',
    )
  }
  const blob = blobs.putFile(file, mimeOf(source.path))
  const after = fileSystem.stat(file)
  const same = after?.size === before.size && after.modifiedAt === before.modifiedAt && blob.size === before.size
  if (!same) throw new FileChangedError(source.file)
  return blob
}
