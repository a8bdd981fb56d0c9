import { useState } from 'react'
import { Link } from 'wouter'
import type { MetricRow } from '../api/wire.ts'
import { numberOf } from '../format/number-of.ts'
import { formatNumber } from '../format/quantities.ts'

/** Metrics that a table shows at once; the others are found by their name. */
const MOST_SHOWN = 200

export function MetricTable({ runId, metrics }: { runId: string; metrics: readonly MetricRow[] }) {
  const [words, setWords] = useState('')
  if (metrics.length === 0) return <p className="quiet card-body">No metrics were logged.</p>
  const found = metrics.filter(({ key }) => key.toLowerCase().includes(words.toLowerCase()))
  return (
    <>
      {metrics.length > 12 && (
        <div className="card-body">
          <input
            className="input"
            aria-label="Find a metric"
            placeholder="Find a metric"
            value={words}
            onChange={event => setWords(event.target.value)}
          />
        </div>
      )}
      <div className="scroll-x" tabIndex={0} role="region" aria-label="Metrics">
        <table className="plain-table">
          <thead>
            <tr>
              <th>Key</th>
              {['Summary', 'Last', 'Min', 'Max', 'Points'].map(name => (
                <th key={name} className="number">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {found.slice(0, MOST_SHOWN).map(metric => (
              <tr key={metric.key}>
                <td>
                  <Link href={`/runs/${runId}/charts?full=${encodeURIComponent(metric.key)}`}>{metric.key}</Link>
                </td>
                {[metric.summary, metric.last, metric.min, metric.max, metric.count].map((value, index) => (
                  <td key={index} className="number">
                    {value === undefined ? '–' : formatNumber(numberOf(value))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.length > MOST_SHOWN && (
        <p className="quiet card-body">{found.length - MOST_SHOWN} more: type a part of the name</p>
      )}
    </>
  )
}
