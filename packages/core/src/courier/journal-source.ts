import type { JournalChunk, ReadLimits } from '../journal/reader.ts'

/** Where a courier reads. `JournalReader` is one. */
export interface JournalSource {
  read(fromOffset: number, limits?: ReadLimits): JournalChunk
  close(): void
}
