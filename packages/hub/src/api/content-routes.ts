import { ARTIFACT_TYPES } from '@seetrain/core'
import * as v from 'valibot'
import {
  alertRow,
  artifactEntry,
  artifactRow,
  consoleLine,
  edgeRow,
  environmentRow,
  mediaKey,
  mediaRow,
  pageOf,
  spanRow,
} from './answers.ts'
import { finiteNumber, flag, labels, many, name, pageMembers, sha256, text, wholeNumber } from './parameters.ts'
import { route } from './route.ts'

const MEDIA_TYPES = [
  'image',
  'audio',
  'text',
  'video',
  'table',
  'histogram',
  'plot',
  'object3d',
  'html',
  'molecule',
] as const

const runParams = v.object({ id: name })
const blobParams = v.object({ sha256 })
const runs = v.optional(many(name))

export const contentRoutes = {
  listMedia: route({
    method: 'GET',
    path: '/api/v1/media',
    summary: 'Media by key and step.',
    scope: 'read',
    query: v.object({
      runs,
      keys: v.optional(many(text(4096))),
      type: v.optional(v.picklist(MEDIA_TYPES)),
      fromStep: v.optional(finiteNumber()),
      toStep: v.optional(finiteNumber()),
      text: v.optional(text()),
      ...pageMembers,
    }),
    answer: pageOf(mediaRow),
  }),
  listMediaKeys: route({
    method: 'GET',
    path: '/api/v1/media/keys',
    summary: 'What runs logged under which media key, with the steps that a slider can stand on.',
    scope: 'read',
    query: v.object({ runs }),
    answer: v.object({ rows: v.array(mediaKey) }),
  }),
  getTable: route({
    method: 'GET',
    path: '/api/v1/tables/:sha256',
    summary: 'Rows of a logged table, sorted and filtered, a page at a time.',
    scope: 'read',
    params: blobParams,
    query: v.object({
      sort: v.optional(text(4096)),
      filter: v.optional(text(4096)),
      text: v.optional(text()),
      ...pageMembers,
    }),
    answer: v.object({
      columns: v.array(v.object({ name: v.string(), type: v.string() })),
      rows: v.array(v.array(v.unknown())),
      total: v.number(),
    }),
  }),
  listSpans: route({
    method: 'GET',
    path: '/api/v1/spans',
    summary: 'Model calls and traced work, the newest first.',
    scope: 'read',
    query: v.object({
      runs,
      traceId: v.optional(text(256)),
      spanKind: v.optional(text(64)),
      status: v.optional(v.picklist(['ok', 'error', 'aborted'])),
      roots: v.optional(flag()),
      from: v.optional(finiteNumber()),
      to: v.optional(finiteNumber()),
      minDuration: v.optional(finiteNumber()),
      text: v.optional(text()),
      labels,
      ...pageMembers,
    }),
    answer: pageOf(spanRow),
  }),
  listConsole: route({
    method: 'GET',
    path: '/api/v1/runs/:id/console',
    summary: 'What the process printed. A negative offset counts from the end.',
    scope: 'read',
    params: runParams,
    query: v.object({
      writer: v.optional(name, 'main'),
      stream: v.optional(v.picklist(['stdout', 'stderr'])),
      fromPosition: v.optional(wholeNumber(0, 1e12)),
      text: v.optional(text()),
      ...pageMembers,
      offset: v.optional(wholeNumber(-1e12, 1e12), 0),
    }),
    answer: pageOf(consoleLine),
  }),
  listArtifacts: route({
    method: 'GET',
    path: '/api/v1/artifacts',
    summary: 'Logged versions of artifacts, the newest first.',
    scope: 'read',
    query: v.object({
      project: v.optional(text(128)),
      runs,
      name: v.optional(text(256)),
      type: v.optional(v.picklist(ARTIFACT_TYPES)),
      text: v.optional(text()),
      ...pageMembers,
    }),
    answer: pageOf(artifactRow),
  }),
  listArtifactFiles: route({
    method: 'GET',
    path: '/api/v1/manifests/:sha256',
    summary: 'The files of an artifact version, by the manifest that its row names.',
    scope: 'read',
    params: blobParams,
    query: v.object(pageMembers),
    answer: pageOf(artifactEntry),
  }),
  listEdges: route({
    method: 'GET',
    path: '/api/v1/edges',
    summary:
      'Arrows of lineage at runs (run:<id>) and versions (artifact:<project>/<name>:<version>), `depth` arrows far.',
    scope: 'read',
    query: v.object({ nodes: many(text(1024), 100), depth: v.optional(wholeNumber(1, 10), 1) }),
    answer: v.object({ rows: v.array(edgeRow), complete: v.boolean() }),
  }),
  listSystemKeys: route({
    method: 'GET',
    path: '/api/v1/system/keys',
    summary: 'Keys of system metrics; their points are series of the source "system".',
    scope: 'read',
    query: v.object({ runs }),
    answer: v.object({ rows: v.array(v.string()) }),
  }),
  listEnvironment: route({
    method: 'GET',
    path: '/api/v1/runs/:id/environment',
    summary: 'What a run ran in, one entry per writer.',
    scope: 'read',
    params: runParams,
    answer: v.object({ rows: v.array(environmentRow) }),
  }),
  listAlerts: route({
    method: 'GET',
    path: '/api/v1/alerts',
    summary: 'Alerts, the newest first.',
    scope: 'read',
    query: v.object({ runs, level: v.optional(v.picklist(['info', 'warning', 'error'])), ...pageMembers }),
    answer: pageOf(alertRow),
  }),
}
