import type { Plain, PlainObject } from '@seetrain/core'

/** The kind of a span, in spans that come from a sink of ours. */
export const OWN_KIND = 'seetrain.span.kind'

/** What is known of a span before its words are understood. */
export interface SpanWords {
  name: string
  attributes: PlainObject
  /** Its events, and log records that were sent for it. */
  events: readonly WordsEvent[]
}

export interface WordsEvent {
  name: string
  attributes: PlainObject
  /** Of a log record. */
  body?: Plain
}

/** What one convention says of a span, in the words that autolog records calls with. */
export interface CallFacts {
  spanKind?: string | undefined
  input?: Plain | undefined
  output?: Plain | undefined
  attributes?: PlainObject
  /** Attributes that are told in other words above, and so need not be kept. */
  told?: (name: string) => boolean
  /** Names of events whose content is told above. */
  toldEvents?: (name: string) => boolean
}

/** Reads what one convention writes. Undefined when it has no part in the span. */
export type Convention = (span: SpanWords) => CallFacts | undefined
