import type { MediaItem, Plain } from '@seetrain/core'
import type { BlobReader } from '../files/blob-reader.ts'
import type { WandbFiles } from './wandb-files.ts'
import type { WandbRecord } from './wandb-records.ts'

/** The run that files and artifacts belong to. */
export interface RunOwner {
  runId: string
  project: string
  entity?: string | undefined
}

export interface MediaTarget {
  files: WandbFiles
  blobs: BlobReader
  owner: RunOwner
  /** Takes the records that a value needs beside its history row. */
  emit(record: WandbRecord): void
}

/** Where a value stands: its key in the history, and the step that its files are named by. */
export interface MediaPlace {
  key: string
  step: number
}

/** A key of a history row and its value. */
export type HistoryValue = [key: string, value: Plain]

export interface FileForm {
  type: string
  kind: string
  /** Of the file's name. Default: the format of the item. */
  ending?: string
}

/** A file of the run, as a value of the history that names it. */
export function fileValue(
  { key, step }: MediaPlace,
  { blob, details, caption }: MediaItem,
  { files }: MediaTarget,
  { type, kind, ending = String(details['format']) }: FileForm,
  more: { [member: string]: Plain | undefined } = {},
): HistoryValue[] {
  const file = files.storeMedia(blob, { kind, key, step, ending })
  if (file === undefined) return []
  const present = Object.entries({ ...more, caption }).filter(([, value]) => value !== undefined)
  return [[key, { _type: type, ...file, ...Object.fromEntries(present as [string, Plain][]) }]]
}
