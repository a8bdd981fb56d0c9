/** What the library needs of the outside world. Tests and embedders pass their own; see `container.ts` for the real ones. */

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Runs `callback` once after `delayMs`; the timer never keeps a process alive. */
  setTimer(callback: () => void, delayMs: number): Timer
}

export interface Timer {
  cancel(): void
}

export interface IdSource {
  /** A run id that sorts by time. */
  runId(now: number): string
  /** A readable name for a run that has none. */
  runName(): string
  /** `bytes` random bytes in lower-case hexadecimal. */
  hex(bytes: number): string
}

/** The part of `node:fs` that the journal, blobs and cursors use. Synchronous: the caller's call is the transaction. */
export interface FileSystem {
  /** Returns a descriptor. `flags` as in `node:fs`: `r`, `r+`, `wx`, … */
  open(path: string, flags: string): number
  close(descriptor: number): void
  read(descriptor: number, into: Uint8Array, offset: number, length: number, position: number): number
  /** May write less than `length`; returns how much it wrote. */
  write(descriptor: number, from: Uint8Array, offset: number, length: number, position: number): number
  truncate(descriptor: number, length: number): void
  /** Makes the file's bytes survive a power failure. */
  datasync(descriptor: number): Promise<void>
  size(descriptor: number): number
  readFile(path: string): Uint8Array
  /** Writes beside the target and renames, so that a reader sees the old file or the new one. Makes folders as needed. */
  writeFileAtomic(path: string, bytes: Uint8Array | string): void
  /** Gives a finished file a second name; fails with EEXIST when the name is taken. The atomic step of locks. */
  link(existing: string, name: string): void
  rename(from: string, to: string): void
  /** Sets a file's time of change to now. Throws when there is none. */
  touch(path: string): void
  remove(path: string): void
  makeFolder(path: string): void
  /** Names in a folder, sorted; empty when the folder does not exist or the path leads to a file. */
  list(path: string): string[]
  stat(path: string): FileStat | undefined
  /** The absolute path with every symbolic link followed. Throws when the path leads nowhere. */
  realPath(path: string): string
}

export interface FileStat {
  size: number
  modifiedAt: number
  isFile: boolean
  isFolder: boolean
}

export type Fetch = typeof globalThis.fetch

/** Where the library speaks about itself. Never the user's data; silent by default below `warn`. */
export interface Logger {
  debug(message: string): void
  info(message: string): void
  warn(message: string): void
  error(message: string): void
}
