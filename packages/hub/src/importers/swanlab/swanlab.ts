import { dirname, join } from 'node:path'
import type { PlainObject } from '@seetrain/core'
import type { ImportContext, Importer, Piece, Place, Source } from '../importer.ts'
import { Message } from '../protobuf-message.ts'
import { logPieces, openingOf } from '../transaction-pieces.ts'
import { SwanlabConverter } from './swanlab-converter.ts'

// numbers of fields: the .proto files of swanlab 0.10

const HEADER = { mark: ':SWL', magic: 0xe1_d6 }
const START = 10
const OWN_FOLDERS = new Set(['files', 'media', 'debug'])

/** The folders that SwanLab writes for each run: a log `run-<id>.swanlab`, and the run's media and files. */
export const swanlabImporter: Importer = {
  format: 'swanlab',
  takes: 'a folder of a SwanLab run (swanlog/run-…), or its .swanlab file',
  find: place => place.files.filter(name => name.endsWith('.swanlab')).flatMap(name => makeSource(place, name)),
}

function makeSource(place: Place, name: string): Source[] {
  const path = join(place.path, name)
  const start = startOf(path)
  if (start === undefined) return []
  return [
    {
      path,
      name: start.text(4) || start.text(10),
      project: start.text(1),
      ...(start.text(7) !== '' && { group: start.text(7) }),
      createdAt: start.time(12) ?? 0,
      files: [name],
      folders: place.folders.filter(folder => OWN_FOLDERS.has(folder)),
      tellsEnd: true,
      read: (position, context) => readRun(path, position, context),
    },
  ]
}

function readRun(path: string, position: PlainObject, context: ImportContext): Generator<Piece> {
  const converter = new SwanlabConverter(dirname(path), (position['lines'] ?? {}) as PlainObject, context)
  return logPieces({
    path,
    position,
    program: 'SwanLab',
    context,
    convert: bytes => converter.convert(new Message(bytes)),
    state: () => ({ lines: converter.lines }),
  })
}

function startOf(path: string): Message | undefined {
  return openingOf(path, HEADER, bytes => {
    const record = new Message(bytes)
    return record.has(START) ? record.message(START) : undefined
  })
}
