import type { Ports } from '../container.ts'
import type { Sink } from '../contracts/sink.ts'
import type { JournalSource } from './journal-source.ts'

/** How a courier goes about it. Every member has a default. */
export interface DeliveryPolicy {
  /** Most records of a batch. Default 500. */
  batchRecords?: number
  /** Most bytes of journal of a batch. Default 1 MiB. */
  batchBytes?: number
  /** How long what was logged may wait for more before it is sent. Default 1 s. */
  intervalMs?: number
  /** Longest time of one attempt. Default 30 s. */
  timeoutMs?: number
  /** Repeats of a failed attempt. Default 3. */
  maxRetries?: number
  /** First wait before a repeat; the waits grow. Default 1 s. */
  baseDelayMs?: number
  /** Wait before a new round, when all repeats failed. Default 10 s. */
  roundPauseMs?: number
  /** Failures in a row after which the sink is left alone. Default 5. */
  failureThreshold?: number
  /** For how long it is left alone. Default 60 s. */
  resetTimeoutMs?: number
}

export const DEFAULT_POLICY: Required<DeliveryPolicy> = {
  batchRecords: 500,
  batchBytes: 1024 * 1024,
  intervalMs: 1000,
  timeoutMs: 30_000,
  maxRetries: 3,
  baseDelayMs: 1000,
  roundPauseMs: 10_000,
  failureThreshold: 5,
  resetTimeoutMs: 60_000,
}

export interface CourierOptions {
  runDir: string
  /** Which journal of the run: `main`, `rank-1`, … */
  writer: string
  source: JournalSource
  /** Bytes of the journal so far; the difference to the cursor is the lag. */
  journalEnd: () => number
  sink: Sink
  ports: Ports
  policy?: DeliveryPolicy
  /** Called after each batch. */
  onProgress?: () => void
}
