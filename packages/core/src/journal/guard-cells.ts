/**
 * What a writer and the guard thread share about one journal: numbered cells of a shared array, beside the writer's
 * buffer.
 *
 * The writer makes `version` odd while it works on the buffer and even when it is done; the other cells and the bytes
 * hold still while it is even. The guard acts on a buffer that has held still since its last look: it announces in
 * `claim` that it will write its copy, gives the writer time to be seen, and lets go when `version` has moved after
 * all. The writer makes `version` odd and then looks at `claim`: when it is set, it waits.
 *
 * A fence between those two steps would make the pause needless, but cost the writer 30 ns in each of its calls
 * (measured); what a processor holds back, it holds back for nanoseconds, and the guard has a millisecond.
 */
export const CELL = {
  version: 0,
  claim: 1,
  /** Set once the guard watches this journal. */
  ready: 2,
  /** Bytes of the buffer that hold records. */
  end: 3,
  /** Where the frame begins that is still open, or -1. */
  frameStart: 4,
  /** Records before that frame in the journal, as an unsigned number. */
  sequence: 5,
  /** File to write to, or -1 when the guard must keep off. */
  descriptor: 6,
  /** Position in the file, low and high 32 bits. */
  positionLow: 7,
  positionHigh: 8,
} as const

export const CLAIM = { none: 0, writing: 1, written: 2 } as const

export const CELLS = 9

/** What a writer hands to the guard. */
export interface GuardedJournal {
  cells: Int32Array
  bytes: Uint8Array
}
