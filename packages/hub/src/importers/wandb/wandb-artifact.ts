import type { Message } from '../protobuf-message.ts'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { Artifact, ARTIFACT_TYPES, type ArtifactType, type RunRecord } from '@seetrain/core'
import type { ImportContext } from '../importer.ts'
import { parsePythonJson } from '../python-json.ts'
import { isObject } from './wandb-record.ts'

/** Made by W&B itself, for what the run holds already. */
const INTERNAL = /^(?:run_table|job|wandb-.*)$/

interface Entry {
  path: string
  local: string
  reference: string
  size: number
  digest: string
}

/** An artifact that was logged, with those of its files that still lie where W&B staged them. */
export function artifactRecords(message: Message, time: number, context: ImportContext): RunRecord[] {
  const type = message.text(4)
  if (INTERNAL.test(type)) return []
  const name = message.text(5)
  const entries = readManifest(message.message(12))
  const present = entries.filter(entry => entry.reference !== '' || isStaged(entry))
  if (present.length < entries.length)
    context.onProblem(
      `the artifact ${name} lacks ${entries.length - present.length} of ${entries.length} files: they are gone from where W&B kept them`,
    )
  const aliases = message.texts(11).filter(alias => alias !== 'latest' && !/^v\d+$/.test(alias))
  return context.artifact(() => makeArtifact(name, type, message, present), { time, aliases })
}

function makeArtifact(name: string, type: string, message: Message, entries: readonly Entry[]): Artifact {
  const description = message.text(7)
  const metadata = parsePythonJson(message.text(8))
  const artifact = new Artifact(name.replaceAll(/[^A-Za-z0-9._-]/g, '_').slice(0, 128), artifactType(type), {
    ...(description !== '' && { description }),
    metadata: { ...(isObject(metadata) && metadata), ...(artifactType(type) === 'custom' && { 'wandb.type': type }) },
  })
  for (const { path, local, reference, size, digest } of entries) {
    if (reference === '') artifact.addFile(local, path)
    else artifact.addReference(reference, { path, size, ...(digest !== reference && { digest }) })
  }
  return artifact
}

function artifactType(type: string): ArtifactType {
  return ARTIFACT_TYPES.find(known => known === type) ?? 'custom'
}

/** Whether the bytes lie where W&B put them. The digest also keeps a log from naming other files of this machine. */
function isStaged({ local, digest }: Entry): boolean {
  if (!existsSync(local)) return false
  return createHash('md5').update(readFileSync(local)).digest('base64') === digest
}

/** A manifest lies in the record, or, when it is large, in a file of JSON. */
function readManifest(manifest: Message): Entry[] {
  const path = manifest.text(5)
  if (path === '') return manifest.messages(4).map(entryOf)
  if (!existsSync(path)) return []
  const bytes = readFileSync(path)
  const content = parsePythonJson((bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString())
  const contents = isObject(content) && isObject(content['contents']) ? content['contents'] : {}
  return Object.entries(contents).flatMap(([name, entry]) => (isObject(entry) ? [storedEntry(name, entry)] : []))
}

function entryOf(entry: Message): Entry {
  return {
    path: entry.text(1),
    digest: entry.text(2),
    reference: entry.text(3),
    size: entry.integer(4),
    local: entry.text(6),
  }
}

function storedEntry(path: string, entry: { [name: string]: unknown }): Entry {
  return {
    path,
    digest: String(entry['digest'] ?? ''),
    reference: String(entry['ref'] ?? ''),
    size: Number(entry['size'] ?? 0),
    local: String(entry['local_path'] ?? ''),
  }
}
