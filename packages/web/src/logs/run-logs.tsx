import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { consoleQuery } from '../api/queries.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatCount } from '../format/quantities.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Empty, Failure, Loading } from '../parts/states.tsx'
import type { RunPartProps } from '../run/run-view.tsx'
import { LogLines } from './log-lines.tsx'
import '../styles/logs.css'

/** What the process printed, as it printed it, while it prints. */
export function RunLogs({ detail: { run } }: RunPartProps) {
  const url = useUrlState()
  const writers = [...new Set(run.writers.map(({ id }) => id))]
  const writer = url.text('writer') ?? writers[0] ?? 'main'
  const stream = url.text('stream') as 'stdout' | 'stderr' | undefined
  const text = url.text('q')
  const [wraps, setWraps] = useState(true)
  const query = { writer, ...(stream && { stream }), ...(text !== undefined && { text }) }
  const count = useQuery(consoleQuery(run.id, { ...query, limit: 1 }))
  const total = count.data?.total
  return (
    <>
      <div className="toolbar">
        <SearchField label="Search the log" value={text} onChange={q => url.change({ q }, { replace: true })} />
        {writers.length > 1 && (
          <label className="labelled">
            Process
            <select className="input" value={writer} onChange={event => url.change({ writer: event.target.value })}>
              {writers.map(id => (
                <option key={id}>{id}</option>
              ))}
            </select>
          </label>
        )}
        <label className="labelled">
          Stream
          <select className="input" value={stream ?? ''} onChange={event => url.change({ stream: event.target.value })}>
            <option value="">both</option>
            <option>stdout</option>
            <option>stderr</option>
          </select>
        </label>
        <label className="labelled">
          <input type="checkbox" checked={wraps} onChange={event => setWraps(event.target.checked)} />
          Wrap long lines
        </label>
        {total !== undefined && <span className="quiet">{formatCount(total, 'line')}</span>}
      </div>
      {count.error ? (
        <Failure error={count.error} onRetry={() => void count.refetch()} />
      ) : total === undefined ? (
        <Loading what="the log" />
      ) : total === 0 ? (
        <NoLines isSearch={text !== undefined || stream !== undefined} />
      ) : (
        <LogLines
          key={`${writer} ${stream} ${text} ${wraps}`}
          runId={run.id}
          query={query}
          total={total}
          wraps={wraps}
        />
      )}
    </>
  )
}

function NoLines({ isSearch }: { isSearch: boolean }) {
  return isSearch ? (
    <Empty title="No line fits">
      <p>The search finds lines in which words begin with the words that are searched.</p>
    </Empty>
  ) : (
    <Empty title="Nothing was printed">
      <p>
        Lines of <code>console.log</code> and of both streams appear here, unless the setting{' '}
        <code>captureConsole</code> is off.
      </p>
    </Empty>
  )
}
