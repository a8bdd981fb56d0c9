import { useQuery } from '@tanstack/react-query'
import { useMemo, type ReactNode } from 'react'
import { callStatisticsQuery } from '../api/queries.ts'
import type { CallStatistics } from '../api/call-wire.ts'
import { useTheme } from '../app/theme.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatDuration } from '../format/quantities.ts'
import { Echart } from '../parts/echart.tsx'
import { Loaded } from '../parts/states.tsx'
import { colorAt } from '../parts/run-colors.ts'
import { callCharts } from './call-options.ts'
import { CallTiles } from './call-tiles.tsx'
import { LabelFilter } from './label-filter.tsx'
import { labelText, readLabels } from './labels.ts'
import { NoSpans } from './no-spans.tsx'
import { formatCost } from './span-facts.ts'

const HOUR_MS = 3_600_000
const SPANS: { [name: string]: number } = {
  'last hour': HOUR_MS,
  'last day': 24 * HOUR_MS,
  'last week': 7 * 24 * HOUR_MS,
  'last 30 days': 30 * 24 * HOUR_MS,
}

/** Cost, latency, tokens and errors of model calls over time, by model. */
export function CallCharts({ run, lead }: { run?: string; lead: ReactNode }) {
  const url = useUrlState()
  const within = url.text('within')
  const span = SPANS[within ?? '']
  const labels = readLabels(url.list('label')).map(labelText)
  const query = useQuery(
    callStatisticsQuery({
      ...(run !== undefined && { runs: [run] }),
      ...(span !== undefined && { within: span }),
      ...(labels.length > 0 && { labels }),
    }),
  )
  return (
    <>
      <div className="toolbar">
        {lead}
        <label className="labelled">
          Time
          <select className="input" value={within ?? ''} onChange={event => url.change({ within: event.target.value })}>
            <option value="">all</option>
            {Object.keys(SPANS).map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <LabelFilter run={run} />
      </div>
      <Loaded query={query} what="the calls">
        {statistics =>
          statistics.models.length === 0 ? (
            <NoSpans isSearch={within !== undefined || labels.length > 0} />
          ) : (
            <Charts statistics={statistics} />
          )
        }
      </Loaded>
    </>
  )
}

function Charts({ statistics }: { statistics: CallStatistics }) {
  const { isDark } = useTheme()
  const charts = useMemo(() => callCharts(statistics, isDark), [statistics, isDark])
  return (
    <>
      {!statistics.complete && <p className="banner">There are more calls than are counted here: the newest are.</p>}
      <CallTiles models={statistics.models} />
      <div className="call-charts">
        {charts.map(({ title, note, option }) => (
          <section key={title} className="card">
            <header>
              <h2>{title}</h2>
              {note !== undefined && <span className="quiet">{note}</span>}
            </header>
            <Echart label={`${title} of calls over time, by model`} option={option} height={240} />
          </section>
        ))}
      </div>
      <ModelTable statistics={statistics} isDark={isDark} />
    </>
  )
}

function ModelTable({ statistics, isDark }: { statistics: CallStatistics; isDark: boolean }) {
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Calls by model">
      <table className="plain-table call-models">
        <thead>
          <tr>
            {['Model', 'Calls', 'Errors', 'Tokens in', 'Tokens out', 'Cost', 'Median', '95 %'].map(name => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {statistics.models.map(({ model, calls, errors, inputTokens, outputTokens, cost, median, slow }, index) => (
            <tr key={model}>
              <th scope="row">
                <span className="dot" style={{ background: colorAt(index, isDark) }} /> {model}
              </th>
              <td>{calls.toLocaleString('en-US')}</td>
              <td data-bad={errors > 0}>{errors.toLocaleString('en-US')}</td>
              <td>{inputTokens?.toLocaleString('en-US') ?? '–'}</td>
              <td>{outputTokens?.toLocaleString('en-US') ?? '–'}</td>
              <td>{formatCost(cost ?? undefined)}</td>
              <td>{median === null ? '–' : formatDuration(median)}</td>
              <td>{slow === null ? '–' : formatDuration(slow)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
