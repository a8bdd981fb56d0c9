import * as v from 'valibot'
import { anyNumber } from './answers.ts'
import { finiteNumber, many, name, text, wholeNumber } from './parameters.ts'
import { route } from './route.ts'

export const SERIES_MIME = 'application/vnd.seetrain.series'
export const MOST_POINTS = 20_000

export const AXES = ['step', 'time', 'relative', 'epoch'] as const

const key = v.pipe(text(4096), v.nonEmpty('Give a key.'))

/** `metric:<key>`: by the value of another metric of the same run at the same step. */
const axis = v.union(
  [v.picklist(AXES), v.pipe(v.string(), v.startsWith('metric:'), v.minLength(8), v.maxLength(4096))],
  `Give ${AXES.join(', ')} or metric:<key>.`,
)

const seriesMembers = {
  source: v.optional(v.picklist(['metric', 'system']), 'metric'),
  axis: v.optional(axis, 'step'),
  from: v.optional(finiteNumber()),
  to: v.optional(finiteNumber()),
  buckets: v.optional(wholeNumber(1, MOST_POINTS), 1000),
  format: v.optional(v.picklist(['binary', 'json']), 'binary'),
}

const most = <Item extends v.GenericSchema>(item: Item, count: number) =>
  v.pipe(v.array(item), v.minLength(1, 'Name at least one.'), v.maxLength(count, `Name at most ${count}.`))

const numbers = v.array(anyNumber)

/** The JSON form of the answer; docs/api.md has the binary one. */
export const seriesAnswer = v.object({
  axis: v.string(),
  series: v.array(
    v.object({
      runId: v.string(),
      key: v.string(),
      writer: v.string(),
      total: v.number(),
      from: anyNumber,
      to: anyNumber,
      form: v.picklist(['points', 'buckets']),
      columns: v.record(v.string(), numbers),
    }),
  ),
})

export const bandsAnswer = v.object({
  axis: v.string(),
  from: anyNumber,
  to: anyNumber,
  bands: v.array(
    v.object({ group: v.string(), key: v.string(), runs: v.number(), columns: v.record(v.string(), numbers) }),
  ),
})

const binary = {
  mediaType: SERIES_MIME,
  says: 'Columns of numbers; as JSON with the format json.',
  json: seriesAnswer,
} as const

export const seriesRoutes = {
  getSeries: route({
    method: 'GET',
    path: '/api/v1/series',
    summary:
      'Points of several runs and keys, or buckets with min, max, mean, first and last when there are more points than wanted.',
    scope: 'read',
    query: v.object({ runs: many(name, 200), keys: many(key, 200), ...seriesMembers }),
    answer: binary,
  }),
  postSeries: route({
    method: 'POST',
    path: '/api/v1/series',
    summary: 'The same with a body, for long lists of runs and keys.',
    scope: 'read',
    body: v.strictObject({ runs: most(name, 1000), keys: most(key, 1000), ...seriesMembers }),
    answer: binary,
  }),
  getBands: route({
    method: 'POST',
    path: '/api/v1/bands',
    summary:
      'Mean and band over groups of runs: for each part of the axis the mean over the runs, their deviation, least and greatest value.',
    scope: 'read',
    body: v.strictObject({
      groups: most(v.strictObject({ name: text(256), runs: most(name, 200) }), 100),
      keys: most(key, 200),
      axis: v.optional(v.picklist(AXES), 'step'),
      from: v.optional(v.pipe(v.number(), v.finite())),
      to: v.optional(v.pipe(v.number(), v.finite())),
      buckets: v.optional(wholeNumber(1, 5000), 300),
    }),
    answer: bandsAnswer,
  }),
}
