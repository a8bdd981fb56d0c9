import type { RunRecord } from '../contracts/record.ts'

/** A stretch of a chunk that is delivered as one batch. Positions count all records of the chunk, from 0. */
export interface Part {
  entries: readonly Entry[]
  /** Position behind the stretch; what the sink does not take is passed with it. */
  to: number
}

export interface Entry {
  record: RunRecord
  position: number
}

/** One part with what the sink takes of a chunk, the first `skip` records left out. */
export function wholePart(records: readonly RunRecord[], skip: number, kinds: readonly string[] | undefined): Part {
  const entries: Entry[] = []
  for (let position = skip; position < records.length; position++) {
    const record = records[position]!
    if (kinds === undefined || kinds.includes(record.kind)) entries.push({ record, position })
  }
  return { entries, to: records.length }
}

export function halves(part: Part): [Part, Part] {
  const middle = part.entries.length >> 1
  const first = part.entries.slice(0, middle)
  return [
    { entries: first, to: first.at(-1)!.position + 1 },
    { entries: part.entries.slice(middle), to: part.to },
  ]
}

export function without(part: Part, index: number): Part {
  return { entries: part.entries.toSpliced(index, 1), to: part.to }
}
