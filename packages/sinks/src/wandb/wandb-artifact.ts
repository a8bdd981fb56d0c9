import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { decodeManifest, type ArtifactRecord, type PlainObject } from '@seetrain/core'
import type { BlobReader } from '../files/blob-reader.ts'
import { ProtobufMessage } from '../protobuf/protobuf-message.ts'
import { pythonJson } from './python-json.ts'
import type { WandbRecord } from './wandb-records.ts'
import type { RunOwner } from './wandb-values.ts'

export interface ManifestEntry {
  path: string
  size: number
  /** Base64 of the MD5, or what stands for the content of a reference. */
  digest: string
  /** The file with the bytes. */
  localPath?: string
  reference?: string
}

export interface WandbArtifact extends RunOwner {
  name: string
  type: string
  aliases: readonly string[]
  description?: string | undefined
  metadata?: PlainObject | undefined
  entries: readonly ManifestEntry[]
  /** What tells this version from every other. */
  identity: string
}

/** W&B's ids of an artifact before the server gave it one: of the version, and of its sequence of versions. */
export function clientIds({ runId, name, identity }: Pick<WandbArtifact, 'runId' | 'name' | 'identity'>) {
  const id = (text: string): string => createHash('sha512').update(text).digest('hex')
  return { version: id(`${runId} ${name} ${identity}`), sequence: id(`${runId} ${name}`) }
}

export function artifactRecord(artifact: WandbArtifact): WandbRecord {
  const { runId, project, entity, name, type, aliases, description, metadata, entries } = artifact
  const ids = clientIds(artifact)
  const message = new ProtobufMessage().string(1, runId).string(2, project)
  if (entity !== undefined) message.string(3, entity)
  message.string(4, type).string(5, name).string(6, manifestDigest(entries))
  if (description !== undefined) message.string(7, description)
  if (metadata !== undefined) message.string(8, pythonJson(metadata))
  for (const alias of aliases) message.string(11, alias)
  message.message(12, manifest(entries)).int(14, true).string(15, ids.version).string(16, ids.sequence)
  return { kind: 'artifact', message: message.string(20, 'MANIFEST_MD5') }
}

function manifest(entries: readonly ManifestEntry[]): ProtobufMessage {
  const layout = new ProtobufMessage().string(1, 'storageLayout').string(2, '"V2"')
  const message = new ProtobufMessage().int(1, 1).string(2, 'wandb-storage-policy-v1').message(3, layout)
  for (const { path, size, digest, localPath, reference } of entries) {
    const entry = new ProtobufMessage().string(1, path).string(2, digest)
    if (reference !== undefined) entry.string(3, reference)
    entry.int(4, size)
    // the bytes are in the blob store already: a second copy in W&B's cache helps nobody
    if (localPath !== undefined) entry.string(6, localPath).int(8, true)
    message.message(4, entry)
  }
  return message
}

function manifestDigest(entries: readonly ManifestEntry[]): string {
  const hash = createHash('md5').update('wandb-artifact-manifest-v1\n')
  const lines = entries.map(({ path, digest }) => Buffer.from(`${path}:${digest}\n`))
  for (const line of lines.sort(Buffer.compare)) hash.update(line)
  return hash.digest('hex')
}

/** A version that the user logged. Undefined when its list of files is lost. */
export async function userArtifact(
  record: ArtifactRecord,
  owner: RunOwner,
  blobs: BlobReader,
): Promise<WandbArtifact | undefined> {
  const { name, type, version, aliases, description, metadata, manifest: list, digest } = record
  const bytes = blobs.bytes(list)
  if (bytes === undefined) return undefined
  const entries: ManifestEntry[] = []
  for (const { path, size, blob, reference = '', digest: checksum } of decodeManifest(`${name}:${version}`, bytes)) {
    const localPath = blob && blobs.path(blob)
    if (localPath !== undefined) entries.push({ path, size, localPath, digest: await md5Of(localPath) })
    else if (blob === undefined) entries.push({ path, size, reference, digest: checksum ?? reference })
  }
  const told = { ...metadata, seetrain_version: version, seetrain_digest: digest }
  return { ...owner, name, type, aliases, description, metadata: told, entries, identity: version }
}

/** The digest that W&B names the content of a file by. A file of any size: it is read in pieces. */
export async function md5Of(path: string): Promise<string> {
  const hash = createHash('md5')
  await pipeline(createReadStream(path), hash)
  return hash.digest('base64')
}
