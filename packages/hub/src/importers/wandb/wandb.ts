import type { Message } from '../protobuf-message.ts'
import { dirname, join } from 'node:path'
import type { PlainObject } from '@seetrain/core'
import type { ImportContext, Importer, Piece, Place, Source } from '../importer.ts'
import { logPieces, openingOf } from '../transaction-pieces.ts'
import { WandbConverter } from './wandb-converter.ts'
import { decodeWandbRecord } from './wandb-record.ts'
import { summaryExtras } from './summary-extras.ts'

const HEADER = { mark: ':W&B', magic: 0xbe_e1 }
/** Folders of a run that hold nothing of another program's. */
const OWN_FOLDERS = new Set(['files', 'logs', 'tmp'])

/** The folders that W&B writes for each run, offline or not: a log `run-<id>.wandb`, and the run's files. */
export const wandbImporter: Importer = {
  format: 'wandb',
  takes: 'a folder of a W&B run (wandb/offline-run-…), or its .wandb file',
  find: place => place.files.filter(name => name.endsWith('.wandb')).flatMap(name => makeSource(place, name)),
}

// a run that has just begun is found as soon as it has said what it is
function makeSource(place: Place, name: string): Source[] {
  const path = join(place.path, name)
  const run = runOf(path)
  if (run === undefined) return []
  const createdAt = run.time(17) ?? 0
  return [
    {
      path,
      name: run.text(8) || run.text(1),
      ...(run.text(3) !== '' && { project: run.text(3) }),
      ...(run.text(6) !== '' && { group: run.text(6) }),
      createdAt,
      files: [name],
      folders: place.folders.filter(folder => OWN_FOLDERS.has(folder)),
      tellsEnd: true,
      read: (position, context) => readRun(path, createdAt, position, context),
    },
  ]
}

function readRun(path: string, startedAt: number, position: PlainObject, context: ImportContext): Generator<Piece> {
  const converter = new WandbConverter({
    files: join(dirname(path), 'files'),
    startedAt,
    state: (position['state'] ?? {}) as PlainObject,
    context,
    summaryExtras: () => summaryExtras(path),
  })
  return logPieces({
    path,
    position,
    program: 'W&B',
    context,
    convert(bytes) {
      const decoded = decodeWandbRecord(bytes)
      return decoded === undefined ? [] : converter.convert(decoded.kind, decoded.message)
    },
    state: () => ({ state: converter.state }),
  })
}

function runOf(path: string): Message | undefined {
  return openingOf(path, HEADER, bytes => {
    const decoded = decodeWandbRecord(bytes)
    return decoded?.kind === 'run' ? decoded.message : undefined
  })
}
