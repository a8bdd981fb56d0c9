import { BlobMissingError, decodeManifest } from '@seetrain/core'
import { TableShelf } from '../../query/content/table-shelf.ts'
import { tablePage } from '../../query/content/table-page.ts'
import { walkLineage } from '../../query/content/walk-lineage.ts'
import type { HubParts } from '../hub-parts.ts'
import type { Handlers } from '../mount-routes.ts'
import { readLabels } from '../../query/calls/read-labels.ts'
import { present } from './run-handlers.ts'

type ContentHandlers = Pick<
  Handlers,
  | 'listMedia'
  | 'listMediaKeys'
  | 'getTable'
  | 'listSpans'
  | 'listConsole'
  | 'listArtifacts'
  | 'listArtifactFiles'
  | 'listEdges'
  | 'listEnvironment'
  | 'listAlerts'
  | 'listSystemKeys'
>

export function contentHandlers({ store, blobs }: HubParts): ContentHandlers {
  const shelf = new TableShelf(blobs)
  return {
    listMedia: ({ query }) => store.media(present(query)),
    async listMediaKeys({ query }) {
      const rows = await store.mediaKeys(query.runs ?? [])
      return { rows: rows.map(row => ({ ...row, steps: Array.from(row.steps) })) }
    },
    getTable: ({ params, query }) => tablePage(shelf.get(params.sha256), query),
    listSpans: ({ query: { labels, ...query } }) => store.spans({ ...present(query), labels: readLabels(labels) }),
    listConsole: ({ params, query }) => store.console({ runId: params.id, ...present(query) }),
    listArtifacts: ({ query }) => store.artifacts(present(query)),
    listArtifactFiles({ params, query }) {
      if (!blobs.has(params.sha256)) throw new BlobMissingError(params.sha256)
      const entries = decodeManifest('manifest', blobs.get(params.sha256))
      return { rows: entries.slice(query.offset, query.offset + query.limit), total: entries.length }
    },
    listEdges: ({ query }) => walkLineage(store, query.nodes, query.depth),
    async listEnvironment({ params }) {
      return { rows: await store.environment(params.id) }
    },
    listAlerts: ({ query }) => store.alerts(present(query)),
    async listSystemKeys({ query }) {
      return { rows: await store.systemKeys(query.runs ?? []) }
    },
  }
}
