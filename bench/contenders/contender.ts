/** One way to keep a scalar with its step. The loop is the contender's own, so that each is compiled for itself alone. */
export interface Contender {
  /** Calls `count` times, with steps from `from` on. */
  log(from: number, count: number): void
  /** Resolves when everything logged so far has left the process or its memory. */
  drain?(): Promise<void> | void
  /** Ends what would keep the process alive. */
  close?(): Promise<void> | void
  /** Default: 1. */
  scalarsPerCall?: number
}

/** Starts a contender whose files go to `folder`. */
export type StartContender = (folder: string) => Promise<Contender> | Contender

const LENGTH = 2 ** 16

/** Losses as a training makes them: doubles that no shorter form holds. The same for all contenders. */
export const losses = Float64Array.from(
  { length: LENGTH },
  (_, index) => 2.3 * Math.exp(-index / LENGTH) + Math.sin(index * 12.9898) / 10,
)

/** The same losses as a GPU returns them. */
export const float32Losses = losses.map(Math.fround)

/** A step's place among the losses: `losses[step & MASK]`. */
export const MASK = LENGTH - 1
