import { useMemo } from 'react'
import { useUrlState } from '../app/url-state.ts'
import { ColorKey } from '../parts/color-key.tsx'
import { Echart } from '../parts/echart.tsx'
import { Empty } from '../parts/states.tsx'
import type { ComparePartProps } from './compare-view.tsx'
import { dimensionsOf, scaleOf, type Dimension } from './dimensions.ts'

/** Axes that are shown until somebody chooses. */
const USUAL = 7

/** Each run as a line over an axis per config member and metric. Dragging along an axis keeps the runs that pass there. */
export function Parallel({ comparison, shown }: ComparePartProps) {
  const url = useUrlState()
  const dimensions = useMemo(() => dimensionsOf(comparison).filter(({ differs }) => differs), [comparison])
  const chosen = url.list('axis')
  const axes = useMemo(
    () => (chosen.length > 0 ? dimensions.filter(({ id }) => chosen.includes(id)) : usualAxes(dimensions)),
    // the list is new on every render; its text is not
    [dimensions, chosen.join('\n')],
  )
  const option = useMemo(
    () => ({
      parallel: { left: 60, right: 90, top: 50, bottom: 30 },
      parallelAxis: axes.map((dimension, dim) => ({ dim, name: shorter(dimension.title), ...scaleOf(dimension) })),
      series: shown.map(({ run, color, dash }, index) => ({
        type: 'parallel',
        name: run.name,
        lineStyle: { width: 2, opacity: 0.85, color, type: dash ?? 'solid' },
        inactiveOpacity: 0.06,
        data: [axes.map(({ values }) => values[index] ?? '-')],
      })),
    }),
    [axes, shown],
  )
  if (dimensions.length < 2) return <Empty title="These runs differ in too little for this chart" />
  const toggle = (id: string) => {
    const ids = axes.map(axis => axis.id)
    url.change({ axis: ids.includes(id) ? ids.filter(other => other !== id) : [...ids, id] }, { replace: true })
  }
  return (
    <>
      <details className="card card-body" open={axes.length < 2}>
        <summary>
          {axes.length} of {dimensions.length} axes
        </summary>
        <div className="axis-list">
          {dimensions.map(({ id, title }) => (
            <label key={id} className="cut">
              <input type="checkbox" checked={axes.some(axis => axis.id === id)} onChange={() => toggle(id)} /> {title}
            </label>
          ))}
        </div>
      </details>
      <div className="card card-body scroll-x" tabIndex={0} role="region" aria-label="Parallel coordinates">
        <ColorKey label="Runs" items={shown.map(({ run, color }) => ({ name: run.name, color }))} />
        <div style={{ minWidth: axes.length * 90 }}>
          <Echart
            label={`${shown.length} runs over ${axes.map(({ title }) => title).join(', ')}`}
            option={option}
            height={460}
          />
        </div>
      </div>
      <p className="quiet">Drag along an axis to keep the runs that pass there; click it to let all in again.</p>
    </>
  )
}

function usualAxes(dimensions: readonly Dimension[]): Dimension[] {
  const of = (kind: string) => dimensions.filter(({ id }) => id.startsWith(kind))
  return [...of('config:').slice(0, USUAL - 2), ...of('metric:').slice(0, 2)]
}

function shorter(title: string): string {
  return title.length > 18 ? `…${title.slice(-17)}` : title
}
