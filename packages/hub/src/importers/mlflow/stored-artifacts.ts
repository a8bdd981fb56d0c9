import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Artifact, type RunRecord } from '@seetrain/core'
import { artifactName, artifactType } from '../../doors/mlflow/files/artifact-names.ts'
import type { ImportContext } from '../importer.ts'
import type { StoredRun } from './stored-run.ts'

/** Files by their path below the artifacts of a run, and what tells one version from the next. */
type Versions = { [path: string]: string }

/** Files that came or changed since, each a version of its own artifact, as the hub's door for MLflow keeps them. */
export function* newArtifacts(
  run: StoredRun,
  known: Versions,
  context: ImportContext,
): Generator<{ records: RunRecord[]; artifacts: Versions }> {
  const folder = folderOf(run, context)
  if (folder === undefined) return
  const artifacts = { ...known }
  for (const { path, file, size, changedAt } of filesBelow(folder)) {
    const version = `${size}:${changedAt}`
    if (Object.hasOwn(artifacts, path) && artifacts[path] === version) continue
    artifacts[path] = version
    const make = () =>
      new Artifact(artifactName(path), artifactType(path), { metadata: { 'mlflow.path': path } }).addFile(file, path)
    yield { records: context.artifact(make, { time: changedAt }), artifacts: { ...artifacts } }
  }
}

/** MLflow ends the folder of each run the same way; another may belong to anybody and is left alone. */
function folderOf({ id, artifactUri }: StoredRun, context: ImportContext): string | undefined {
  if (artifactUri === '') return undefined
  const isAddress = /^[a-z][a-z0-9+.-]+:/i.test(artifactUri)
  if (isAddress && !artifactUri.startsWith('file:')) {
    context.onProblem(`its artifacts lie at ${artifactUri} and stay there`)
    return undefined
  }
  const folder = isAddress ? fileURLToPath(artifactUri) : artifactUri
  return existsSync(folder) && folder.replace(/\/$/, '').endsWith(join(id, 'artifacts')) ? folder : undefined
}

function* filesBelow(
  folder: string,
  prefix = '',
): Generator<{ path: string; file: string; size: number; changedAt: number }> {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const file = join(folder, entry.name)
    const path = `${prefix}${entry.name}`
    if (entry.isDirectory()) yield* filesBelow(file, `${path}/`)
    else if (entry.isFile()) {
      const { size, mtimeMs } = statSync(file)
      yield { path, file, size, changedAt: Math.floor(mtimeMs) }
    }
  }
}
