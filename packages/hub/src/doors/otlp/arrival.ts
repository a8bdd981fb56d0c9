import type { RunRecord } from '@seetrain/core'
import type { RunTarget } from './run-target.ts'

/** A record for a run, and by what it is recognised when it is sent again. */
export interface Arrival {
  target: RunTarget
  record: ArrivedRecord
  /** Absent: it can not be recognised. */
  identity?: string
}

/** A point of a metric may come without a step, and a line of the console without its number: the journal counts them. */
export type ArrivedRecord =
  | Exclude<RunRecord, { kind: 'metric' | 'console' }>
  | (Omit<Extract<RunRecord, { kind: 'metric' }>, 'step'> & { step?: number })
  | (Omit<Extract<RunRecord, { kind: 'console' }>, 'line'> & { line?: number })

/** What a request holds, and what of it can not be taken. */
export interface ReadRequest {
  arrivals: Arrival[]
  rejected: number
  /** Why. */
  reason?: string
}

/** Identities of records, the same for one that arrives and one that is read back from a journal. */
export function identityOf(record: ArrivedRecord): string | undefined {
  switch (record.kind) {
    case 'span':
      return `span ${record.traceId} ${record.spanId}`
    case 'metric':
      return `point ${record.key} ${record.time} ${record.value} ${record.step ?? ''}`
    case 'console':
      return record.id === undefined ? undefined : `log ${record.id}`
    case 'alert':
      return `alert ${record.time} ${record.level} ${record.title} ${record.text ?? ''}`
    case 'system':
      return `system ${record.time} ${JSON.stringify(record.values)}`
    default:
      return undefined
  }
}
