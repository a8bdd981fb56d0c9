import { join } from 'node:path'
import type { Plain } from '@seetrain/core'
import type { Importer, Place, Source } from '../importer.ts'
import { databaseRunReader, listRuns } from './database.ts'
import { fileRunReader, readRun, readRunMeta } from './file-store.ts'
import { readStoredRun, type StoredRunReader } from './read-stored-run.ts'

/** MLflow's own stores: folders of files (`mlruns/`), and databases of SQLite. */
export const mlflowImporter: Importer = {
  format: 'mlflow',
  takes: 'a store of MLflow: mlruns/, a folder in it, or mlflow.db',
  find(place) {
    if (place.files.includes('meta.yaml') && readRunMeta(place.path) !== undefined) return [folderSource(place)]
    return place.files.filter(name => /\.(db|sqlite3?)$/i.test(name)).flatMap(name => databaseSources(place, name))
  },
}

function folderSource({ path, files, folders }: Place): Source {
  const { name, project, startedAt } = readRun(path)
  return { path, name, project, createdAt: startedAt, files, folders, ...reading(fileRunReader(path)) }
}

function databaseSources(place: Place, file: string): Source[] {
  const path = join(place.path, file)
  return (listRuns(path) ?? []).map(({ id, name, project, startedAt }) => ({
    path: join(path, id),
    name: name ?? id,
    project,
    createdAt: startedAt,
    files: [file],
    ...reading(databaseRunReader(path, id)),
  }))
}

function reading<Position extends Plain>(reader: StoredRunReader<Position>): Pick<Source, 'tellsEnd' | 'read'> {
  return { tellsEnd: true, read: (position, context) => readStoredRun(reader, position, context) }
}
