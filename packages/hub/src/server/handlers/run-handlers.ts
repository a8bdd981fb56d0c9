import { RequestError } from '../../errors/request-error.ts'
import { compareRuns } from '../../query/compare-runs.ts'
import { readRunFilter, readRunSort } from '../../query/filter/run-filter.ts'
import type { RunEdit } from '../run-editor.ts'
import type { RunRow } from '../../store/run-query.ts'
import type { HubParts, WritingParts } from '../hub-parts.ts'
import type { Handlers } from '../mount-routes.ts'

type RunHandlers = Pick<
  Handlers,
  | 'listProjects'
  | 'listRuns'
  | 'listColumns'
  | 'getRun'
  | 'listMetrics'
  | 'editRun'
  | 'deleteRun'
  | 'restoreRun'
  | 'compareRuns'
>

export function runHandlers(parts: HubParts): RunHandlers {
  const { store, clock } = parts
  return {
    async listProjects() {
      const rows = await store.projects()
      return { rows, total: rows.length }
    },
    listRuns: ({ query: { filter, sort, metrics, ...query } }) =>
      store.runs({
        ...present(query),
        limit: query.limit,
        ...(filter !== undefined && { filter: readRunFilter(filter, clock.now()) }),
        ...(sort !== undefined && sort !== '' && { sort: readRunSort(sort) }),
        ...(metrics !== undefined && { metrics: metrics.includes('*') ? 'all' : metrics }),
      }),
    listColumns: ({ query }) => store.columns(query.project),
    getRun: ({ params }) => findRun(parts, params.id),
    async listMetrics({ params }) {
      await findRun(parts, params.id)
      return { rows: await store.metrics(params.id) }
    },
    editRun: ({ params, body }, { caller }) => change(parts, params.id, caller.name, 'run-edit', present(body)),
    deleteRun: ({ params }, { caller }) => change(parts, params.id, caller.name, 'run-delete', { deleted: true }),
    restoreRun: ({ params }, { caller }) => change(parts, params.id, caller.name, 'run-restore', { deleted: false }),
    async compareRuns({ body }) {
      const runs = await Promise.all(body.runs.map(id => findRun(parts, id)))
      return { runs, ...compareRuns(runs) }
    },
  }
}

/** What was changed is shown at once, unless the index is far behind. */
export const LONGEST_WAIT_MS = 2000

export async function findRun({ store }: HubParts, id: string): Promise<RunRow> {
  const run = await store.run(id)
  if (run !== undefined) return run
  throw new RequestError(404, 'RUN_MISSING', `id: there is no run ${JSON.stringify(id)} here.`, { field: 'id' })
}

async function change(parts: HubParts, id: string, who: string, action: string, words: RunEdit): Promise<RunRow> {
  const { editor } = writingOf(parts)
  editor.edit(await findRun(parts, id), words)
  await parts.feed.refresh(id, LONGEST_WAIT_MS)
  parts.audit.write(who, action, { target: id, changed: Object.keys(words) })
  return findRun(parts, id)
}

/** What writes, or the word that this hub does not. */
export function writingOf({ writing, readOnlyReason }: HubParts): WritingParts {
  if (writing !== undefined) return writing
  throw new RequestError(
    409,
    'READ_ONLY',
    `This hub only reads: ${readOnlyReason ?? 'it was started so'}. Use the other one, or stop it and start this one again.`,
  )
}

/** Without the members that are undefined. */
export function present<Members extends object>(
  members: Members,
): { [Name in keyof Members]: Exclude<Members[Name], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as never
}
