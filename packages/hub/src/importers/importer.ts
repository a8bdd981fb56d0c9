import type { Artifact, BlobStore, Media, MediaRecord, PlainObject, RunRecord } from '@seetrain/core'

/**
 * Reads what another program wrote. One file (or folder) per format. An importer only finds and converts; the run, its
 * journal, going on after an interruption and following a living source are the work of `import-source.ts`.
 */
export interface Importer {
  /** The word for `--format`, such as `tensorboard`. */
  readonly format: string
  /** What it takes, for the message that lists all formats. */
  readonly takes: string
  /**
   * The sources that lie in a place; none when nothing there is of this format. Looks at names and first bytes only.
   * Importers are asked in turn, and what one has taken the next does not see.
   */
  find(place: Place): Source[]
}

/** A folder as it was listed, or the one file that was named. */
export interface Place {
  /** Absolute path of the folder. */
  readonly path: string
  /** Names, sorted. */
  readonly files: readonly string[]
  readonly folders: readonly string[]
  /** The file or folder that the user named, as against one that was found below it. */
  readonly isNamed: boolean
}

/** What becomes one run. */
export interface Source {
  /** Absolute path; with the format it makes the run's id, so that importing it again goes on with the same run. */
  readonly path: string
  readonly name: string
  readonly project?: string
  readonly group?: string
  /** Milliseconds; part of the run's id, so it must not change while the source grows. */
  readonly createdAt: number
  /** True when nothing in the source says when it began: a run that was made of its path before is then gone on with. */
  readonly isTimeGuessed?: boolean
  /** Names in the place that belong to this source and are no other's. */
  readonly files: readonly string[]
  /** Folders in the place into which nobody has to look any more. */
  readonly folders?: readonly string[]
  /** True when its records say how it ended: without that word it was killed, or goes on. Else its end is that of the file. */
  readonly tellsEnd?: boolean
  /**
   * Reads from a position (empty: the start) to the end of what is there now, in pieces. The same bytes give the same
   * records each time: that is how going on doubles nothing.
   */
  read(position: PlainObject, context: ImportContext): Iterable<Piece> | AsyncIterable<Piece>
}

export interface ImportContext {
  blobs: BlobStore
  /** The largest medium that is taken over. */
  maxMediaBytes: number
  /** Whether the source is followed: a last line without its end may then still be written. */
  isFollowed: boolean
  /** Tells what could not be read or has no place in a run; each cause once. */
  onProblem(message: string): void
  /** A medium as a record; none, and a problem told, when it cannot be made. */
  media(at: MediaPlace, make: () => Media): MediaRecord[]
  /** Stores a version of an artifact and gives its records; none, and a problem told, when it cannot be stored. */
  artifact(make: () => Artifact, options: { time: number; aliases?: readonly string[] }): RunRecord[]
}

export type MediaPlace = Pick<MediaRecord, 'time' | 'key' | 'step'>

/** Some records, and where to go on behind them. */
export interface Piece {
  records: RunRecord[]
  position: PlainObject
}
