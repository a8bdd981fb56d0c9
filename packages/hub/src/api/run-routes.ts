import * as v from 'valibot'
import { metricRow, pageOf, projectRow, runRow } from './answers.ts'
import { LONGEST_PAGE, many, name, pageMembers, text } from './parameters.ts'
import { route } from './route.ts'

const runParams = v.object({ id: name })

const runWords = v.strictObject({
  name: v.optional(v.pipe(v.string(), v.trim(), v.nonEmpty('Give a name.'), v.maxLength(256))),
  description: v.optional(text(65_536)),
  notes: v.optional(text(1_048_576)),
  group: v.optional(text(128)),
  jobType: v.optional(text(128)),
  tags: v.optional(v.pipe(v.array(v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(128))), v.maxLength(100))),
})

export const runRoutes = {
  listProjects: route({
    method: 'GET',
    path: '/api/v1/projects',
    summary: 'The projects, by name, with how many runs each has.',
    scope: 'read',
    answer: pageOf(projectRow),
  }),
  listRuns: route({
    method: 'GET',
    path: '/api/v1/runs',
    summary: 'Runs that fit a filter, sorted, a page at a time.',
    scope: 'read',
    query: v.object({
      project: v.optional(text(128)),
      text: v.optional(text()),
      filter: v.optional(text(4096)),
      sort: v.optional(text(4096)),
      deleted: v.optional(v.picklist(['exclude', 'include', 'only'])),
      metrics: v.optional(many(text(4096))),
      ...pageMembers,
    }),
    answer: pageOf(runRow),
  }),
  listColumns: route({
    method: 'GET',
    path: '/api/v1/columns',
    summary:
      'Config paths and metric keys that runs can be filtered and shown by, with the number of runs that have them.',
    scope: 'read',
    query: v.object({ project: v.optional(text(128)) }),
    answer: v.object({
      config: v.array(v.object({ path: v.string(), runs: v.number() })),
      metrics: v.array(v.object({ key: v.string(), runs: v.number() })),
    }),
  }),
  getRun: route({
    method: 'GET',
    path: '/api/v1/runs/:id',
    summary: 'One run, with all its metrics in a few numbers each; also when it is deleted.',
    scope: 'read',
    params: runParams,
    answer: runRow,
  }),
  listMetrics: route({
    method: 'GET',
    path: '/api/v1/runs/:id/metrics',
    summary: 'The metrics of a run by key, with how each is to be read.',
    scope: 'read',
    params: runParams,
    answer: v.object({ rows: v.array(metricRow) }),
  }),
  editRun: route({
    method: 'PATCH',
    path: '/api/v1/runs/:id',
    summary: 'Changes the words about a run. What is absent stays.',
    scope: 'write',
    params: runParams,
    body: runWords,
    answer: runRow,
  }),
  deleteRun: route({
    method: 'DELETE',
    path: '/api/v1/runs/:id',
    summary: 'Takes a run out of the lists. Nothing is removed from disk, and it can be restored.',
    scope: 'write',
    params: runParams,
    answer: runRow,
  }),
  restoreRun: route({
    method: 'POST',
    path: '/api/v1/runs/:id/restore',
    summary: 'Brings a deleted run back.',
    scope: 'write',
    params: runParams,
    answer: runRow,
  }),
  compareRuns: route({
    method: 'POST',
    path: '/api/v1/compare',
    summary: 'Config and metrics of several runs side by side, and which of them differ.',
    scope: 'read',
    body: v.strictObject({
      runs: v.pipe(v.array(name), v.minLength(1, 'Name at least one run.'), v.maxLength(LONGEST_PAGE)),
    }),
    answer: v.object({
      runs: v.array(runRow),
      config: v.array(v.object({ path: v.string(), differs: v.boolean(), values: v.array(v.unknown()) })),
      metrics: v.array(v.object({ key: v.string(), differs: v.boolean(), values: v.array(v.unknown()) })),
    }),
  }),
}
