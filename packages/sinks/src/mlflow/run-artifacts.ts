import { decodeManifest, plainToJson, type ArtifactRecord, type PlainObject } from '@seetrain/core'
import type { BlobReader } from '../files/blob-reader.ts'
import { fileName } from '../files/run-place.ts'
import { inParallel } from './in-parallel.ts'
import type { MlflowConnection } from './mlflow-connection.ts'
import { MlflowRefusedError } from './mlflow-refused-error.ts'
import type { RunFiles } from './run-files.ts'
import type { MlflowRun } from './run-values.ts'

/** The folder of a version among the files of a run. */
export function artifactFolder({ name, version }: Pick<ArtifactRecord, 'name' | 'version'>): string {
  return `artifacts/${fileName(name)}/${version}`
}

/** Files as they were logged, and beside them what is known of the version, with its references. */
export async function putArtifact(
  record: ArtifactRecord,
  { files, blobs }: { files: RunFiles; blobs: BlobReader },
  signal: AbortSignal,
): Promise<void> {
  const bytes = blobs.bytes(record.manifest)
  if (bytes === undefined) return
  const folder = artifactFolder(record)
  const entries = decodeManifest(`${record.name}:${record.version}`, bytes)
  await inParallel(entries, async ({ path, blob }) => {
    if (blob) await files.putBlob(`${folder}/${path}`, blob, signal)
  })
  const listed = entries.map(({ path, size, blob, reference, digest }) => ({
    path,
    size,
    ...(blob && { sha256: blob.sha256 }),
    ...(reference !== undefined && { reference }),
    ...(digest !== undefined && { digest }),
  }))
  const text = JSON.stringify(plainToJson({ ...aboutVersion(record), entries: listed }), undefined, 2)
  await files.putText(`artifacts/${fileName(record.name)}/${record.version}.json`, text, signal)
}

function aboutVersion({
  name,
  type,
  version,
  digest,
  size,
  aliases,
  description,
  metadata,
  step,
}: ArtifactRecord): PlainObject {
  const about = { name, type, version, digest, size, aliases }
  const words = Object.entries({ description, metadata, step }).filter(([, value]) => value !== undefined)
  return { ...about, ...(Object.fromEntries(words) as PlainObject) }
}

/** Our version of a model in a version of MLflow's registry. */
const VERSION_TAG = 'seetrain.version'

/** Enters a version into MLflow's registry, once, with its aliases. */
export async function registerModel(
  record: ArtifactRecord,
  { info }: MlflowRun,
  connection: MlflowConnection,
  signal: AbortSignal,
): Promise<void> {
  const name = record.name.replaceAll(/[/:]/g, '_')
  await unlessThere(connection.post('registered-models/create', { name }, signal))
  const version = (await findVersion(name, record, info.run_id, connection, signal)) ?? (await create())
  for (const alias of record.aliases) {
    // MLflow has these words for itself
    if (alias === 'latest' || /^v\d+$/.test(alias)) continue
    await connection.post('registered-models/alias', { name, alias: alias.replaceAll(/[^\w-]/g, '_'), version }, signal)
  }

  async function create(): Promise<string> {
    const body = {
      name,
      source: `${info.artifact_uri}/${artifactFolder(record)}`,
      run_id: info.run_id,
      description: record.description ?? '',
      tags: [{ key: VERSION_TAG, value: record.version }],
    }
    const made = await connection.post<{ model_version: { version: string } }>('model-versions/create', body, signal)
    return made.model_version.version
  }
}

interface ModelVersion {
  version: string
  tags?: { key: string; value: string }[]
}

async function findVersion(
  name: string,
  { version }: ArtifactRecord,
  runId: string,
  connection: MlflowConnection,
  signal: AbortSignal,
): Promise<string | undefined> {
  const query = { filter: `run_id = '${runId}'`, max_results: '1000' }
  const answer = await connection.get<{ model_versions?: (ModelVersion & { name: string })[] }>(
    'model-versions/search',
    query,
    signal,
  )
  return answer.model_versions?.find(
    found => found.name === name && found.tags?.some(tag => tag.key === VERSION_TAG && tag.value === version),
  )?.version
}

async function unlessThere(work: Promise<unknown>): Promise<void> {
  try {
    await work
  } catch (error) {
    if (!(error instanceof MlflowRefusedError) || error.reasonCode !== 'RESOURCE_ALREADY_EXISTS') throw error
  }
}
