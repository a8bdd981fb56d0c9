import type { Clock, IdSource, InitOptions, Plain, PlainObject, SpanRecord } from '@seetrain/core'

/** How much of a call's words is kept: all, only their hashes and lengths, or nothing. Numbers are kept always. */
export type CaptureMode = 'full' | 'hashed' | 'none'

/** What is masked in recorded words. `secrets` are keys and tokens by their shape. */
export type RedactionPattern = 'secrets' | 'email' | 'card' | 'phone'

/** US dollars per million tokens. Absent members are charged as plain input or output. */
export interface Rates {
  input: number
  output: number
  cacheRead?: number
  cacheWrite?: number
  audioInput?: number
  audioOutput?: number
}

/** What a model costs. */
export interface Price extends Rates {
  /** The whole call is charged so when its input has more than so many tokens; the lowest first. */
  tiers?: readonly (Rates & { above: number })[]
}

export interface AutologOptions {
  /** Default: `full`. Calls inside `withContext({ capture })` may ask for less or more. */
  capture?: CaptureMode
  /** Default: `['secrets']`. */
  redact?: readonly RedactionPattern[]
  /** Sees each span before it is written and returns what may be written; `undefined` drops it. One that throws loses its words. */
  mask?: (span: SpanRecord) => SpanRecord | undefined
  /** Share of traces that are recorded, from 0 to 1. Errors are recorded always, and totals count every call. */
  sampleRate?: number
  /** Longest text of one part, in characters; what is cut says so. Default: 262144. */
  maxTextLength?: number
  /** Prices of models that the table lacks, or other prices: `{ 'my-model': { input: 1, output: 2 } }`. */
  prices?: { readonly [model: string]: Price }
  /** Whether to keep the line of code that made the call. Default: true. */
  codeLocation?: boolean
  /** The SDK's module, when it is another copy than the installed one: `import * as openai from 'openai'`. */
  module?: unknown
  /** Listen to this client alone. */
  client?: object
  /** Time and ids, for tests. */
  ports?: { clock?: Clock; ids?: Pick<IdSource, 'hex'>; ticks?: () => number }
}

/** Options of `enable…Autolog`: those of a run, and those of autolog. Without any of a run, the active run is used. */
export type EnableOptions = InitOptions & AutologOptions

/** Counts of tokens. `input` holds the cached ones too; `output` holds those of reasoning. Absent: not told. */
export interface Usage {
  input?: number
  output?: number
  cacheRead?: number
  cacheWrite?: number
  reasoning?: number
  audioInput?: number
  audioOutput?: number
  /** True when counted here, because the answer did not tell. */
  estimated?: boolean
  /** What the provider itself says the call cost, in US dollars. */
  cost?: number
}

/** One piece of a message: text, reasoning, a tool call and its response, a picture. Members as OpenTelemetry names them. */
export type MessagePart = PlainObject & { type: string }

export type Message = PlainObject & { role: string; parts: MessagePart[] }

/** What a request asks, in neutral words. */
export interface RequestFacts {
  model?: string
  /** `gen_ai.request.*` and the like. */
  attributes: PlainObject
  input?: Plain
}

/** What an answer says, in neutral words. Holds nothing of the objects that the user got. */
export interface ResponseFacts {
  id?: string
  model?: string
  output?: Plain
  finishReasons?: string[]
  usage?: Usage
  attributes?: PlainObject
  /** Nothing has happened yet that is worth a record: an answer that says `not ready`. */
  pending?: boolean
  /** The answer itself tells of a failure. */
  failure?: { name: string; message: string }
}

/** Puts a stream's chunks together, keeping no chunk. */
export interface StreamReader {
  /** Returns whether the chunk holds words of the answer. */
  chunk(chunk: unknown): boolean
  finish(): ResponseFacts
}

/** How calls to one path of an API are read. */
export interface Endpoint {
  /** By the GenAI conventions: `chat`, `embeddings`, … */
  operation: string
  /** Kind of the span: `llm`, `embedding`, … */
  spanKind: string
  /** Work of the program around requests, no request: it has no provider, no cost, and no part in the totals. */
  isLocal?: true
  /** Some say in the address what others say in the body. */
  request(body: PlainObject, url?: string): RequestFacts
  response(data: unknown): ResponseFacts
  stream?(): StreamReader
}
