import { useInfiniteQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { SpansQuery } from '../api/hub.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatCount } from '../format/quantities.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Failure, Loading } from '../parts/states.tsx'
import { CallBar } from './call-bar.tsx'
import { LabelFilter } from './label-filter.tsx'
import { labelText, readLabels, type Label } from './labels.ts'
import { NoSpans } from './no-spans.tsx'
import { SpanRows } from './span-rows.tsx'
import { spansWithTotals } from './spans-with-totals.ts'

const PAGE = 100
const KINDS = ['llm', 'embedding', 'tool', 'retriever', 'agent', 'chain', 'function']

/** Model calls and traced work of a run, or of all runs, the newest first. */
export function TraceList({ run, lead }: { run?: string; lead: ReactNode }) {
  const url = useUrlState()
  const text = url.text('q')
  const kind = url.text('kind')
  const status = url.text('status')
  const labels = readLabels(url.list('label'))
  const everything = url.text('spans') === 'all'
  const query: SpansQuery = {
    ...(run !== undefined && { runs: [run] }),
    ...(text !== undefined && { text }),
    ...(kind !== undefined && { spanKind: kind }),
    ...(status !== undefined && { status }),
    ...(labels.length > 0 && { labels: labels.map(labelText) }),
    // who searches wants to find what is deep inside, too
    ...(!everything && kind === undefined && text === undefined && !labels.some(isInner) && { roots: true }),
  }
  const spans = useInfiniteQuery({
    queryKey: ['spans', query.runs ?? 'all', 'list', query],
    queryFn: ({ pageParam, signal }) => spansWithTotals({ ...query, offset: pageParam, limit: PAGE }, signal),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.rows.length < PAGE ? undefined : pages.length * PAGE),
    placeholderData: before => before,
  })
  const rows = spans.data?.pages.flatMap(page => page.rows) ?? []
  const chosen = url.list('call')
  const choose = (call: string[]) => url.change({ call }, { replace: true })
  return (
    <>
      <div className="toolbar">
        {lead}
        <SearchField
          label="Search prompts, answers, errors"
          value={text}
          width={300}
          onChange={q => url.change({ q }, { replace: true })}
        />
        <label className="labelled">
          Kind
          <select className="input" value={kind ?? ''} onChange={event => url.change({ kind: event.target.value })}>
            <option value="">all</option>
            {KINDS.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label className="labelled">
          Status
          <select className="input" value={status ?? ''} onChange={event => url.change({ status: event.target.value })}>
            <option value="">all</option>
            <option>ok</option>
            <option>error</option>
            <option>aborted</option>
          </select>
        </label>
        <label className="labelled">
          <input
            type="checkbox"
            checked={everything}
            onChange={event => url.change({ spans: event.target.checked ? 'all' : undefined })}
          />
          Inner spans
        </label>
        <LabelFilter run={run} />
        {spans.data && <span className="quiet">{formatCount(spans.data.pages[0]!.total, 'span')}</span>}
      </div>
      {chosen.length > 0 && <CallBar chosen={chosen} onClear={() => choose([])} />}
      {spans.isPending ? (
        <Loading what="traces" />
      ) : spans.error && rows.length === 0 ? (
        <Failure error={spans.error} onRetry={() => void spans.refetch()} />
      ) : rows.length === 0 ? (
        <NoSpans isSearch={text !== undefined || kind !== undefined || status !== undefined || labels.length > 0} />
      ) : (
        <SpanRows
          rows={rows}
          chosen={chosen}
          onChoose={choose}
          namesRuns={run === undefined}
          onEnd={() => spans.hasNextPage && !spans.isFetchingNextPage && void spans.fetchNextPage()}
        />
      )}
    </>
  )
}

/** What belongs to calls, not to the traces around them. */
function isInner({ name }: Label): boolean {
  return name !== 'session' && name !== 'user' && name !== 'tag'
}
