/** A field: its type and its number; `[]` for a list. */
type Fields = Readonly<Record<string, readonly [type: string, id: number]>>

interface Message {
  fields: Fields
  /** Fields of which one at most is there. These are kept when they are zero or empty. */
  oneOf?: readonly string[]
  /** Fields that may be absent, which is something else than zero. */
  optional?: readonly string[]
}

const SCOPED = { scope: ['Scope', 1], schemaUrl: ['string', 3] } as const
const RESOURCED = { resource: ['Resource', 1], schemaUrl: ['string', 3] } as const
const COUNTS = { timeUnixNano: ['fixed64', 3], count: ['fixed64', 4] } as const
const EXTREMES = ['sum', 'min', 'max']
const POINTS = (type: string, rest: Fields = {}): Message => ({ fields: { dataPoints: [`${type}[]`, 1], ...rest } })
const ANSWER = (count: string): Message => ({ fields: { [count]: ['int64', 1], errorMessage: ['string', 2] } })

/**
 * The fields of OTLP that are read or written here, with their numbers as in opentelemetry-proto. Others are passed
 * over by the decoder: buckets, flags of spans, counts of what a sender dropped.
 */
export const SCHEMA: Readonly<Record<string, Message>> = {
  AnyValue: {
    fields: {
      stringValue: ['string', 1],
      boolValue: ['bool', 2],
      intValue: ['int64', 3],
      doubleValue: ['double', 4],
      arrayValue: ['ArrayValue', 5],
      kvlistValue: ['KeyValueList', 6],
      bytesValue: ['bytes', 7],
    },
    oneOf: ['stringValue', 'boolValue', 'intValue', 'doubleValue', 'arrayValue', 'kvlistValue', 'bytesValue'],
  },
  ArrayValue: { fields: { values: ['AnyValue[]', 1] } },
  KeyValueList: { fields: { values: ['KeyValue[]', 1] } },
  KeyValue: { fields: { key: ['string', 1], value: ['AnyValue', 2] } },
  Scope: { fields: { name: ['string', 1], version: ['string', 2], attributes: ['KeyValue[]', 3] } },
  Resource: { fields: { attributes: ['KeyValue[]', 1] } },

  TraceRequest: { fields: { resourceSpans: ['ResourceSpans[]', 1] } },
  ResourceSpans: { fields: { ...RESOURCED, scopeSpans: ['ScopeSpans[]', 2] } },
  ScopeSpans: { fields: { ...SCOPED, spans: ['Span[]', 2] } },
  Span: {
    fields: {
      traceId: ['bytes', 1],
      spanId: ['bytes', 2],
      parentSpanId: ['bytes', 4],
      name: ['string', 5],
      kind: ['int32', 6],
      startTimeUnixNano: ['fixed64', 7],
      endTimeUnixNano: ['fixed64', 8],
      attributes: ['KeyValue[]', 9],
      events: ['Event[]', 11],
      links: ['Link[]', 13],
      status: ['SpanStatus', 15],
    },
  },
  Event: { fields: { timeUnixNano: ['fixed64', 1], name: ['string', 2], attributes: ['KeyValue[]', 3] } },
  Link: { fields: { traceId: ['bytes', 1], spanId: ['bytes', 2], attributes: ['KeyValue[]', 4] } },
  SpanStatus: { fields: { message: ['string', 2], code: ['int32', 3] } },

  MetricsRequest: { fields: { resourceMetrics: ['ResourceMetrics[]', 1] } },
  ResourceMetrics: { fields: { ...RESOURCED, scopeMetrics: ['ScopeMetrics[]', 2] } },
  ScopeMetrics: { fields: { ...SCOPED, metrics: ['Metric[]', 2] } },
  Metric: {
    fields: {
      name: ['string', 1],
      description: ['string', 2],
      unit: ['string', 3],
      gauge: ['Gauge', 5],
      sum: ['Sum', 7],
      histogram: ['Histogram', 9],
      exponentialHistogram: ['ExponentialHistogram', 10],
      summary: ['Summary', 11],
    },
  },
  Gauge: POINTS('NumberPoint'),
  Sum: POINTS('NumberPoint', { aggregationTemporality: ['int32', 2], isMonotonic: ['bool', 3] }),
  Histogram: POINTS('HistogramPoint'),
  ExponentialHistogram: POINTS('ExponentialPoint'),
  Summary: POINTS('SummaryPoint'),
  NumberPoint: {
    fields: {
      startTimeUnixNano: ['fixed64', 2],
      timeUnixNano: ['fixed64', 3],
      asDouble: ['double', 4],
      exemplars: ['Exemplar[]', 5],
      asInt: ['sfixed64', 6],
      attributes: ['KeyValue[]', 7],
      flags: ['uint32', 8],
    },
    oneOf: ['asDouble', 'asInt'],
  },
  Exemplar: {
    fields: { timeUnixNano: ['fixed64', 2], asDouble: ['double', 3], filteredAttributes: ['KeyValue[]', 7] },
    oneOf: ['asDouble'],
  },
  HistogramPoint: {
    fields: {
      ...COUNTS,
      sum: ['double', 5],
      attributes: ['KeyValue[]', 9],
      flags: ['uint32', 10],
      min: ['double', 11],
      max: ['double', 12],
    },
    optional: EXTREMES,
  },
  ExponentialPoint: {
    fields: {
      attributes: ['KeyValue[]', 1],
      ...COUNTS,
      sum: ['double', 5],
      flags: ['uint32', 10],
      min: ['double', 12],
      max: ['double', 13],
    },
    optional: EXTREMES,
  },
  SummaryPoint: {
    fields: {
      ...COUNTS,
      sum: ['double', 5],
      quantileValues: ['Quantile[]', 6],
      attributes: ['KeyValue[]', 7],
      flags: ['uint32', 8],
    },
  },
  Quantile: { fields: { quantile: ['double', 1], value: ['double', 2] } },

  LogsRequest: { fields: { resourceLogs: ['ResourceLogs[]', 1] } },
  ResourceLogs: { fields: { ...RESOURCED, scopeLogs: ['ScopeLogs[]', 2] } },
  ScopeLogs: { fields: { ...SCOPED, logRecords: ['LogRecord[]', 2] } },
  LogRecord: {
    fields: {
      timeUnixNano: ['fixed64', 1],
      severityNumber: ['int32', 2],
      severityText: ['string', 3],
      body: ['AnyValue', 5],
      attributes: ['KeyValue[]', 6],
      traceId: ['bytes', 9],
      spanId: ['bytes', 10],
      observedTimeUnixNano: ['fixed64', 11],
      eventName: ['string', 12],
    },
  },

  TracesPartialSuccess: ANSWER('rejectedSpans'),
  MetricsPartialSuccess: ANSWER('rejectedDataPoints'),
  LogsPartialSuccess: ANSWER('rejectedLogRecords'),
  TracesAnswer: { fields: { partialSuccess: ['TracesPartialSuccess', 1] } },
  MetricsAnswer: { fields: { partialSuccess: ['MetricsPartialSuccess', 1] } },
  LogsAnswer: { fields: { partialSuccess: ['LogsPartialSuccess', 1] } },
  ErrorStatus: { fields: { code: ['int32', 1], message: ['string', 2] } },
}
