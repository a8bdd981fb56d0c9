import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { LABELS, type LabelName, type SpanGroup } from '../api/call-wire.ts'
import { hub } from '../api/hub.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatAgo, formatCount, formatMoment } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { HeadCells } from '../parts/head-cells.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { LABEL_TITLES, labelAddress } from './labels.ts'
import { formatCost, formatTokens } from './span-facts.ts'

const PAGE = 100

/** How spans come by each label. */
const SOURCES: { [Name in LabelName]: string } = {
  session: "withContext({ session: 's-1' }, work)",
  user: "withContext({ user: 'ann' }, work)",
  tag: "withContext({ tags: ['beta'] }, work)",
  prompt: "definePrompt('greet', 'Hello {{name}}').within(work)",
  'prompt-version': "definePrompt('greet', 'Hello {{name}}').within(work)",
  model: "enableOpenaiAutolog({ project: 'chat' })",
  error: "enableOpenaiAutolog({ project: 'chat' })",
}

/** Traces gathered by session, user, prompt and the like, with what they cost. */
export function SpanGroups({ run, lead }: { run?: string; lead: ReactNode }) {
  const url = useUrlState()
  const by = LABELS.find(name => name === url.text('by')) ?? 'session'
  const given = { by, ...(run !== undefined && { runs: [run] }) }
  const query = useInfiniteQuery({
    queryKey: ['spans', given.runs ?? 'all', 'groups', 'pages', given],
    queryFn: ({ pageParam, signal }) => hub.spanGroups({ ...given, offset: pageParam, limit: PAGE }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.rows.length < PAGE ? undefined : pages.length * PAGE),
  })
  return (
    <>
      <div className="toolbar">
        {lead}
        <label className="labelled">
          by
          <select className="input" value={by} onChange={event => url.change({ by: event.target.value })}>
            {LABELS.map(name => (
              <option key={name} value={name}>
                {LABEL_TITLES[name].toLowerCase()}
              </option>
            ))}
          </select>
        </label>
        {query.data && <span className="quiet">{formatCount(query.data.pages[0]!.total, 'group')}</span>}
      </div>
      <Loaded query={query} what="the groups">
        {({ pages }) => {
          const rows = pages.flatMap(page => page.rows)
          return rows.length === 0 ? (
            <Empty title={`No span names a ${LABEL_TITLES[by].toLowerCase()}`}>
              <p>Spans made inside of this do:</p>
              <pre>{SOURCES[by]}</pre>
            </Empty>
          ) : (
            <GroupTable by={by} rows={rows} run={run} />
          )
        }}
      </Loaded>
      {query.hasNextPage && (
        <div className="toolbar">
          <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  )
}

function GroupTable({ by, rows, run }: { by: LabelName; rows: readonly SpanGroup[]; run: string | undefined }) {
  return (
    <div
      className="card scroll-x"
      tabIndex={0}
      role="region"
      aria-label={`Traces by ${LABEL_TITLES[by].toLowerCase()}`}
    >
      <table className="plain-table">
        <thead>
          <tr>
            <th scope="col">{LABEL_TITLES[by]}</th>
            <HeadCells names={['Traces', 'Calls', 'Failed calls', 'Tokens', 'Cost', 'Latest']} areNumbers />
          </tr>
        </thead>
        <tbody>
          {rows.map(group => (
            <tr key={group.value}>
              <th scope="row" className="group-value">
                <Link href={labelAddress({ name: by, value: group.value }, run)}>{group.value}</Link>
              </th>
              <td className="number">{group.traces.toLocaleString('en-US')}</td>
              <td className="number">{group.calls.toLocaleString('en-US')}</td>
              <td className="number" data-bad={group.errors > 0}>
                {group.errors.toLocaleString('en-US')}
              </td>
              <td className="number">{tokensOf(group)}</td>
              <td className="number">{formatCost(group.cost)}</td>
              <td className="number" title={formatMoment(group.to)}>
                {formatAgo(group.to, Date.now())}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function tokensOf({ inputTokens, outputTokens }: SpanGroup): string {
  return formatTokens({ inputTokens, outputTokens })
}
