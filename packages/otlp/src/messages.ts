/**
 * The messages of OTLP in the shape of its JSON form, which decoded protobuf has here too. What arrives may lack any
 * member. Ids are hexadecimal; 64-bit numbers are decimal texts, or numbers in the JSON of some senders.
 */
export interface AnyValue {
  stringValue?: string
  boolValue?: boolean
  intValue?: string | number
  doubleValue?: number | string
  arrayValue?: { values?: AnyValue[] }
  kvlistValue?: { values?: KeyValue[] }
  /** Base64 in JSON. */
  bytesValue?: string | Uint8Array
}

export interface KeyValue {
  key: string
  value?: AnyValue
}

export interface Resource {
  attributes?: KeyValue[]
}

export interface Scope {
  name?: string
  version?: string
  attributes?: KeyValue[]
}

export interface OtlpSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  kind?: number
  startTimeUnixNano: string
  endTimeUnixNano: string
  attributes?: KeyValue[]
  events?: { timeUnixNano: string; name: string; attributes?: KeyValue[] }[]
  links?: { traceId: string; spanId: string; attributes?: KeyValue[] }[]
  status?: { code?: number; message?: string }
}

export interface NumberPoint {
  attributes?: KeyValue[]
  startTimeUnixNano?: string
  timeUnixNano: string
  asDouble?: number | string
  asInt?: string | number
  /** Bit 0: nothing was measured. */
  flags?: number
  exemplars?: { timeUnixNano?: string; asDouble?: number | string; filteredAttributes?: KeyValue[] }[]
}

/** A point of a histogram, an exponential histogram or a summary, as far as it is read here. */
export interface DistributionPoint {
  attributes?: KeyValue[]
  timeUnixNano: string
  count?: string | number
  sum?: number | string
  min?: number | string
  max?: number | string
  flags?: number
  quantileValues?: { quantile?: number; value?: number | string }[]
}

export interface OtlpMetric {
  name: string
  description?: string
  unit?: string
  gauge?: { dataPoints?: NumberPoint[] }
  sum?: { dataPoints?: NumberPoint[]; aggregationTemporality?: number; isMonotonic?: boolean }
  histogram?: { dataPoints?: DistributionPoint[] }
  exponentialHistogram?: { dataPoints?: DistributionPoint[] }
  summary?: { dataPoints?: DistributionPoint[] }
}

export interface OtlpLog {
  timeUnixNano?: string
  observedTimeUnixNano?: string
  severityNumber?: number
  severityText?: string
  body?: AnyValue
  attributes?: KeyValue[]
  traceId?: string
  spanId?: string
  eventName?: string
}

export interface TraceRequest {
  resourceSpans?: { resource?: Resource; scopeSpans?: { scope?: Scope; spans?: OtlpSpan[] }[] }[]
}

export interface MetricsRequest {
  resourceMetrics?: { resource?: Resource; scopeMetrics?: { scope?: Scope; metrics?: OtlpMetric[] }[] }[]
}

export interface LogsRequest {
  resourceLogs?: { resource?: Resource; scopeLogs?: { scope?: Scope; logRecords?: OtlpLog[] }[] }[]
}

/** The three requests by the last part of their address. */
export interface Requests {
  traces: TraceRequest
  metrics: MetricsRequest
  logs: LogsRequest
}

export type Signal = keyof Requests

/** What was not taken, of a request that was. The count has another name for each signal. */
export interface PartialSuccess {
  errorMessage?: string
  rejectedSpans?: string | number
  rejectedDataPoints?: string | number
  rejectedLogRecords?: string | number
}

export interface ExportAnswer {
  partialSuccess?: PartialSuccess
}

/** `google.rpc.Status`: the body of an answer that is an error. */
export interface ErrorStatus {
  code?: number
  message?: string
}

/** Name of the count of what was not taken, by signal. */
export const REJECTED = {
  traces: 'rejectedSpans',
  metrics: 'rejectedDataPoints',
  logs: 'rejectedLogRecords',
} as const satisfies { [signal in Signal]: keyof PartialSuccess }
