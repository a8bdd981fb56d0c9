import * as v from 'valibot'
import { LABELS } from '../store/span-groups.ts'
import { pageOf, plain, spanGroup } from './answers.ts'
import { finiteNumber, labels, many, name, pageMembers, text, wholeNumber } from './parameters.ts'
import { route } from './route.ts'

const MOST_CALLS = 1000
export const REPLAY_MIME = 'application/jsonl'

const countOrNone = v.nullable(v.number())

const callSums = {
  calls: v.number(),
  errors: v.number(),
  inputTokens: countOrNone,
  outputTokens: countOrNone,
  cost: countOrNone,
  median: countOrNone,
  slow: countOrNone,
}

const words = (longest: number) => v.pipe(text(longest), v.trim(), v.nonEmpty('Give a name.'))

/** What people do with calls of models. */
export const callRoutes = {
  getCallStatistics: route({
    method: 'GET',
    path: '/api/v1/calls/statistics',
    summary:
      'Calls of models over time, by model: how many, errors, tokens, dollars, median and 95th percentile of the latency.',
    scope: 'read',
    query: v.object({
      runs: v.optional(many(name)),
      from: v.optional(finiteNumber()),
      to: v.optional(finiteNumber()),
      labels,
      buckets: v.optional(wholeNumber(1, 500), 60),
    }),
    answer: v.object({
      from: v.number(),
      to: v.number(),
      bucketWidth: v.number(),
      complete: v.boolean(),
      models: v.array(
        v.object({ model: v.string(), ...callSums, buckets: v.array(v.object({ time: v.number(), ...callSums })) }),
      ),
    }),
  }),
  listSpanGroups: route({
    method: 'GET',
    path: '/api/v1/spans/groups',
    summary:
      'Spans gathered by trace, session, user, tag, prompt, model or error: how many, tokens, dollars. The latest first.',
    scope: 'read',
    query: v.object({
      by: v.picklist(['trace', ...LABELS]),
      values: v.optional(many(text(1024))),
      runs: v.optional(many(name)),
      from: v.optional(finiteNumber()),
      to: v.optional(finiteNumber()),
      ...pageMembers,
    }),
    answer: pageOf(spanGroup),
  }),
  scoreSpan: route({
    method: 'POST',
    path: '/api/v1/runs/:id/scores',
    summary: 'Records what a person thinks of a span: a span of the kind "score" below it.',
    scope: 'write',
    params: v.object({ id: name }),
    body: v.strictObject({
      traceId: words(256),
      spanId: words(256),
      name: words(256),
      value: v.union([v.pipe(v.number(), v.finite()), v.boolean(), words(1024)]),
      comment: v.optional(text(65_536)),
    }),
    answer: v.object({ spanId: v.string() }),
    status: 201,
  }),
  makeDataset: route({
    method: 'POST',
    path: '/api/v1/runs/:id/datasets',
    summary: 'Makes an artifact of the type "dataset" from recorded calls, as a product of the run.',
    scope: 'write',
    params: v.object({ id: name }),
    body: v.strictObject({
      name: words(128),
      description: v.optional(text(65_536)),
      /** Whether what was answered is what is expected. */
      withAnswers: v.optional(v.boolean(), true),
      calls: v.pipe(
        v.array(v.strictObject({ runId: name, traceId: words(256), spanId: words(256) })),
        v.minLength(1, 'Name at least one call.'),
        v.maxLength(MOST_CALLS, `Give at most ${MOST_CALLS}.`),
      ),
    }),
    answer: v.object({ project: v.string(), name: v.string(), version: v.string(), examples: v.number() }),
    status: 201,
  }),
  replayCall: route({
    method: 'POST',
    path: '/api/v1/replay',
    summary:
      'Sends a chat request to an endpoint that speaks as OpenAI does, and hands back its answer, whole or as it comes. Keeps nothing.',
    scope: 'write',
    body: v.strictObject({
      address: v.pipe(
        text(2048),
        v.url('Give the whole address, such as https://api.openai.com/v1.'),
        v.regex(/^https?:\/\//i, 'Give an address that begins with http:// or https://.'),
      ),
      key: v.optional(text(4096)),
      request: v.record(v.string(), plain),
      /** The answer piece by piece, as it comes. */
      stream: v.optional(v.boolean(), false),
    }),
    answer: {
      mediaType: REPLAY_MIME,
      says: 'With `stream`: lines of JSON of the kinds head, chunk (as the endpoint made it), body, failure and end.',
      json: v.object({ status: v.number(), milliseconds: v.number(), body: plain }),
    },
  }),
}
