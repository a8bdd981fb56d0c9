import { hostname } from 'node:os'
import * as v from 'valibot'
import { name, text } from '../../api/parameters.ts'
import { RequestError } from '../../errors/request-error.ts'

const words = v.optional(text())

/** What the first call of a client says: which run, and who runs it. */
const OPEN = v.strictObject({
  protocol: v.literal(
    1,
    'This hub speaks version 1 of the hooks protocol. Bring the hub and the client to one version.',
  ),
  /** The options of `init`. */
  run: v.strictObject({
    id: name,
    project: words,
    experimentName: words,
    description: v.optional(v.string()),
    notes: v.optional(v.string()),
    group: words,
    jobType: words,
    tags: v.optional(v.array(text(256))),
    config: v.optional(v.record(v.string(), v.unknown())),
    resume: v.optional(v.picklist(['never', 'allow', 'must'])),
    sinks: v.optional(v.array(v.unknown())),
  }),
  process: v.object({
    pid: v.pipe(v.number(), v.integer(), v.minValue(0)),
    host: text(256),
    /** As the operating system counts it, so that a pid that was given to another is recognised. */
    startedAt: v.optional(text(64)),
    rank: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
    /** Joins a run that another process opened, such as a fork of that process. */
    guest: v.optional(v.boolean()),
  }),
  /** The first sequence number that the client still has. */
  first: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
})

export type OpenRequest = v.InferOutput<typeof OPEN>

export function readOpenRequest(args: unknown): OpenRequest {
  const result = v.safeParse(OPEN, Array.isArray(args) ? args[0] : undefined, { abortEarly: true })
  if (result.success) return result.output
  const issue = result.issues[0]
  const field = v.getDotPath(issue) ?? 'open'
  throw new RequestError(400, 'INVALID_ARGUMENT', `${field}: ${issue.message}. Send what the hooks protocol says.`, {
    field,
  })
}

export function isHere({ process }: OpenRequest): boolean {
  return process.host === hostname()
}
