import { closeSync, openSync, readdirSync, readSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { PlainObject, RunRecord } from '@seetrain/core'
import type { ImportContext, Importer, Piece, Place, Source } from '../importer.ts'
import { decodeEvent } from './event.ts'
import { EventConverter } from './event-converter.ts'
import { readEventFile } from './event-file.ts'
import { isHparamsFolder } from './hparams.ts'

const PIECE_RECORDS = 4096
/** Keras writes these two beside each other for one training. */
const PHASES = new Set(['train', 'validation'])

/**
 * TensorBoard's event files. A folder that holds some is a run, and the folders in it that hold some belong to it: that
 * is how writers keep `add_scalars` and hyperparameters apart. Keras' `train` and `validation` are one run too.
 */
export const tensorboardImporter: Importer = {
  format: 'tensorboard',
  takes: 'a folder with event files (…tfevents…), or one of them',
  find(place) {
    const own = place.files.filter(isEventFile)
    const inner = place.folders.filter(folder => eventFilesIn(join(place.path, folder)).length > 0)
    const arePhases = own.length === 0 && inner.length > 0 && inner.every(folder => PHASES.has(folder))
    if (own.length === 0 && !arePhases) return []
    return makeSource(place, own, inner)
  },
}

/** A folder of event files and what its keys begin with. */
interface EventFolder {
  path: string
  name: string
}

function makeSource(place: Place, files: string[], folders: string[]): Source[] {
  const parts: EventFolder[] = folders.map(name => ({ path: join(place.path, name), name }))
  if (files.length > 0) parts.unshift({ path: place.path, name: '' })
  // one file that was named is read alone
  const only = place.isNamed && place.folders.length === 0 && files.length === 1 ? files : undefined
  const createdAt = firstTime(parts[0]!.path)
  if (createdAt === undefined) return []
  return [
    {
      path: place.path,
      name: basename(place.path),
      createdAt,
      files,
      folders,
      read: (position, context) => readParts(parts, only, position, context),
    },
  ]
}

function* readParts(
  parts: readonly EventFolder[],
  only: readonly string[] | undefined,
  start: PlainObject,
  context: ImportContext,
): Generator<Piece> {
  const offsets = { ...(start['offsets'] as PlainObject | undefined) }
  const plugins = { ...(start['plugins'] as PlainObject | undefined) } as { [tag: string]: string }
  for (const { path, name } of parts) {
    const converter = new EventConverter({ folder: name, isHparams: isHparamsFolder(name, path), plugins, context })
    for (const file of only ?? eventFilesIn(path)) {
      const id = join(name, file)
      for (const { records, end } of readFile(join(path, file), Number(offsets[id] ?? 0), converter, context)) {
        offsets[id] = end
        yield { records, position: { offsets: { ...offsets }, plugins: { ...plugins } } }
      }
    }
  }
}

function* readFile(
  path: string,
  from: number,
  converter: EventConverter,
  context: ImportContext,
): Generator<{ records: RunRecord[]; end: number }> {
  let records: RunRecord[] = []
  let end = from
  const problems = {
    onDamaged: (offset: number) =>
      context.onProblem(`${basename(path)}: a damaged record at byte ${offset} was passed over`),
    onDead: (offset: number) =>
      context.onProblem(
        `${basename(path)}: the length of the record at byte ${offset} is damaged; what follows it cannot be read`,
      ),
  }
  for (const record of readEventFile(path, from, problems)) {
    ;({ end } = record)
    try {
      records.push(...converter.convert(decodeEvent(record.bytes)))
    } catch (error) {
      if (!(error instanceof RangeError)) throw error
      context.onProblem(`${basename(path)}: a record before byte ${end} is no event (${error.message})`)
    }
    if (records.length < PIECE_RECORDS) continue
    yield { records, end }
    records = []
  }
  if (end > from) yield { records, end }
}

function isEventFile(name: string): boolean {
  return name.includes('tfevents')
}

/** In the order of their names, which begin with the second in which each was begun. */
function eventFilesIn(folder: string): string[] {
  return readdirSync(folder).filter(isEventFile).sort()
}

/**
 * When a folder's first file was begun: its name tells, so that a run keeps its id when the first event comes. Else the
 * first event does; none, while the file is empty.
 */
function firstTime(folder: string): number | undefined {
  const [name = ''] = eventFilesIn(folder)
  const named = /tfevents\.(\d{9,10})(?!\d)/.exec(name)?.[1]
  if (named !== undefined) return Number(named) * 1000
  const descriptor = openSync(join(folder, name), 'r')
  try {
    const head = new Uint8Array(21)
    if (readSync(descriptor, head, 0, head.length, 0) < head.length || head[12] !== 9) return undefined
    const time = Math.round(new DataView(head.buffer).getFloat64(13, true) * 1000)
    return Number.isFinite(time) ? time : undefined
  } finally {
    closeSync(descriptor)
  }
}
