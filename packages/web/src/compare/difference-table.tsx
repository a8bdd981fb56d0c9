import { useState } from 'react'
import { Link } from 'wouter'
import type { Json, MetricSummary } from '../api/wire.ts'
import { numberOf } from '../format/number-of.ts'
import { formatNumber } from '../format/quantities.ts'
import { plainText } from '../runs/cell-view.tsx'
import { StateBadge } from '../parts/state-badge.tsx'
import type { ComparePartProps } from './compare-view.tsx'

const VALUES = ['summary', 'last', 'min', 'max', 'mean'] as const

/** Config and metrics of each run in a column; rows in which all agree are left out until they are asked for. */
export function DifferenceTable({ comparison, shown }: ComparePartProps) {
  const [everything, setEverything] = useState(false)
  const [value, setValue] = useState<(typeof VALUES)[number]>('summary')
  const config = comparison.config.filter(({ differs }) => everything || differs)
  const metrics = comparison.metrics.filter(({ differs }) => everything || differs)
  return (
    <>
      <div className="toolbar">
        <label className="labelled">
          <input type="checkbox" checked={everything} onChange={event => setEverything(event.target.checked)} />
          Also what is the same
        </label>
        <label className="labelled">
          Metrics by
          <select className="input" value={value} onChange={event => setValue(event.target.value as typeof value)}>
            {VALUES.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </div>
      <div className="card scroll-x" tabIndex={0} role="region" aria-label="Differences of the runs">
        <table className="plain-table differences">
          <thead>
            <tr>
              <td />
              {shown.map(({ run, color }) => (
                <th key={run.id} scope="col">
                  <span className="run-name">
                    <span className="dot" style={{ background: color }} />
                    <Link href={`/runs/${run.id}`}>{run.name}</Link>
                  </span>
                  <StateBadge state={run.state} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <GroupTitle title="Config" count={config.length} of={comparison.config.length} span={shown.length + 1} />
            {config.map(({ path, differs, values }) => (
              <tr key={path} data-differs={differs && everything}>
                <th scope="row">{path}</th>
                {values.map((value, index) => (
                  <td key={index}>
                    <ConfigValue value={value} />
                  </td>
                ))}
              </tr>
            ))}
            <GroupTitle title="Metrics" count={metrics.length} of={comparison.metrics.length} span={shown.length + 1} />
            {metrics.map(({ key, differs, values }) => (
              <MetricCells
                key={key}
                name={key}
                values={values.map(summary => read(summary, value))}
                differs={differs && everything}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function GroupTitle({ title, count, of, span }: { title: string; count: number; of: number; span: number }) {
  return (
    <tr>
      <th colSpan={span} className="group-title">
        {title}{' '}
        <span className="quiet">{count < of ? `${of - count} of ${of} are the same in all runs` : `${of}`}</span>
      </th>
    </tr>
  )
}

function ConfigValue({ value }: { value: Json }) {
  return value === null || value === undefined ? <span className="quiet">–</span> : plainText(value)
}

function read(summary: MetricSummary | null, value: (typeof VALUES)[number]): number | undefined {
  const wanted = summary?.[value] ?? (value === 'summary' ? summary?.last : undefined)
  return wanted === undefined ? undefined : numberOf(wanted)
}

/** The least and the greatest of a row are marked, since what is better the reader knows. */
function MetricCells({ name, values, differs }: { name: string; values: (number | undefined)[]; differs: boolean }) {
  const finite = values.filter(value => value !== undefined && Number.isFinite(value)) as number[]
  const [least, greatest] = [Math.min(...finite), Math.max(...finite)]
  const mark = (value: number | undefined) =>
    value === undefined || least === greatest ? '' : value === least ? '↓' : value === greatest ? '↑' : ''
  return (
    <tr data-differs={differs}>
      <th scope="row">{name}</th>
      {values.map((value, index) => (
        <td key={index}>
          {value === undefined ? <span className="quiet">–</span> : formatNumber(value)}{' '}
          <span className="quiet" title={mark(value) === '↓' ? 'the least' : 'the greatest'}>
            {mark(value)}
          </span>
        </td>
      ))}
    </tr>
  )
}
