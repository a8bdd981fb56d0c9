import * as v from 'valibot'

/** A number; those that JSON lacks by their names. */
export const anyNumber = v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])])

/** A member of the user's: any JSON. Dates come as ISO text, big integers as digits, bytes as base64. */
export const plain = v.unknown()
export const plainObject = v.record(v.string(), v.unknown())

const optionalText = v.optional(v.string())

export function pageOf<Row extends v.GenericSchema>(row: Row) {
  return v.object({ rows: v.array(row), total: v.number() })
}

export const metricSummary = v.object({
  count: v.number(),
  min: anyNumber,
  max: anyNumber,
  mean: anyNumber,
  last: anyNumber,
  lastStep: anyNumber,
  summary: v.optional(anyNumber),
})

export const metricRow = v.object({
  ...metricSummary.entries,
  key: v.string(),
  rule: v.string(),
  goal: optionalText,
  stepKey: optionalText,
  metricKind: optionalText,
  metadata: v.optional(plainObject),
})

export const errorInfo = v.object({ name: v.string(), message: v.string(), stack: optionalText, code: optionalText })

export const runState = v.picklist(['running', 'finished', 'failed', 'killed'])

const writer = v.object({
  id: v.string(),
  host: v.string(),
  pid: v.number(),
  thread: v.number(),
  rank: v.optional(v.number()),
  worldSize: v.optional(v.number()),
})

export const runRow = v.object({
  id: v.string(),
  project: v.string(),
  name: v.string(),
  state: runState,
  createdAt: v.number(),
  endedAt: v.optional(v.number()),
  updatedAt: v.number(),
  description: optionalText,
  notes: optionalText,
  group: optionalText,
  jobType: optionalText,
  tags: v.array(v.string()),
  frameworks: v.array(v.string()),
  forkedFrom: v.optional(v.object({ runId: v.string(), step: anyNumber })),
  error: v.optional(errorInfo),
  config: plainObject,
  writers: v.array(writer),
  dropped: v.number(),
  lost: v.number(),
  deleted: v.boolean(),
  metrics: v.record(v.string(), metricSummary),
})

export const projectRow = v.object({
  project: v.string(),
  runs: v.number(),
  running: v.number(),
  deleted: v.number(),
  updatedAt: v.number(),
})

export const blobRef = v.object({ sha256: v.string(), size: v.number(), mime: v.string() })

/** A record and where it came from. */
const origin = { runId: v.string(), writer: v.string() }

function stored<Entries extends v.ObjectEntries>(record: Entries) {
  return v.object({ ...origin, record: v.object({ kind: v.string(), time: v.number(), ...record }) })
}

export const mediaRow = stored({
  key: v.string(),
  step: anyNumber,
  type: v.string(),
  items: v.array(v.object({ blob: blobRef, caption: optionalText, details: plainObject })),
  metadata: v.optional(plainObject),
})

export const mediaKey = v.object({
  runId: v.string(),
  key: v.string(),
  type: v.string(),
  steps: v.array(anyNumber),
})

export const spanRow = stored({
  endTime: v.number(),
  traceId: v.string(),
  spanId: v.string(),
  parentId: optionalText,
  name: v.string(),
  spanKind: v.string(),
  status: v.picklist(['ok', 'error', 'aborted']),
  error: v.optional(errorInfo),
  attributes: plainObject,
  input: v.optional(plain),
  output: v.optional(plain),
  events: v.optional(v.array(v.object({ name: v.string(), time: v.number(), attributes: v.optional(plainObject) }))),
})

export const spanGroup = v.object({
  value: v.string(),
  spans: v.number(),
  traces: v.number(),
  calls: v.number(),
  errors: v.number(),
  inputTokens: v.optional(v.number()),
  outputTokens: v.optional(v.number()),
  cost: v.optional(v.number()),
  from: v.number(),
  to: v.number(),
})

export const consoleLine = v.object({
  position: v.number(),
  stream: v.picklist(['stdout', 'stderr']),
  time: v.number(),
  text: v.string(),
})

const storedArtifact = stored({
  name: v.string(),
  type: v.string(),
  version: v.string(),
  digest: v.string(),
  manifest: blobRef,
  size: v.number(),
  files: v.number(),
  aliases: v.array(v.string()),
  description: optionalText,
  metadata: v.optional(plainObject),
  step: v.optional(anyNumber),
})

export const artifactRow = v.object({ ...storedArtifact.entries, project: v.string() })

export const artifactEntry = v.object({
  path: v.string(),
  size: v.number(),
  blob: v.optional(blobRef),
  reference: optionalText,
  digest: optionalText,
})

export const edgeRow = stored({
  relation: v.picklist(['produced', 'used', 'derived-from']),
  from: v.string(),
  to: v.string(),
})

export const environmentRow = stored({ sections: plainObject })

export const alertRow = stored({
  title: v.string(),
  text: optionalText,
  level: v.picklist(['info', 'warning', 'error']),
  step: v.optional(anyNumber),
})

export const troubleRow = v.object({
  runId: v.string(),
  writer: optionalText,
  kind: v.string(),
  message: v.string(),
  time: v.number(),
})

/** What an error looks like. */
export const errorAnswer = v.object({
  error: v.object({
    code: v.string(),
    message: v.string(),
    field: optionalText,
    position: v.optional(v.number()),
    offset: v.optional(v.number()),
  }),
})
