import type { FileSystem } from '../contracts/ports.ts'
import { JournalReader } from '../journal/reader.ts'
import { writerFolder } from '../journal/run-reader.ts'
import { listSegments } from '../journal/segments.ts'
import type { CourierOptions } from './courier-options.ts'
import { Courier } from './courier.ts'

/** A courier that reads the journal of one writer of a run from its files. */
export function courierFor(options: Omit<CourierOptions, 'source' | 'journalEnd'>): Courier {
  const { fileSystem } = options.ports
  const folder = writerFolder(options.runDir, options.writer)
  return new Courier({
    ...options,
    source: new JournalReader(folder, fileSystem),
    journalEnd: () => journalBytes(folder, fileSystem),
  })
}

function journalBytes(folder: string, fileSystem: FileSystem): number {
  const last = listSegments(folder, fileSystem).at(-1)
  return last === undefined ? 0 : last.start + last.size
}
