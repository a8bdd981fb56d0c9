import { useMemo } from 'react'
import { useLocation } from 'wouter'
import { useUrlState } from '../app/url-state.ts'
import { formatNumber } from '../format/quantities.ts'
import { ColorKey } from '../parts/color-key.tsx'
import { Echart } from '../parts/echart.tsx'
import { Empty } from '../parts/states.tsx'
import type { ComparePartProps } from './compare-view.tsx'
import { DimensionChoice } from './dimension-choice.tsx'
import { dimensionsOf, scaleOf } from './dimensions.ts'

/** Each run as a dot by two of its numbers; a click opens it. */
export function Scatter({ comparison, shown }: ComparePartProps) {
  const url = useUrlState()
  const [, navigate] = useLocation()
  const dimensions = useMemo(
    () => dimensionsOf(comparison).filter(({ values }) => values.some(value => value !== undefined)),
    [comparison],
  )
  const find = (name: string, usual: string) =>
    dimensions.find(({ id }) => id === url.text(name)) ??
    dimensions.find(({ id, differs }) => differs && id.startsWith(usual)) ??
    dimensions[0]
  const x = find('x', 'config:')
  const y = find('y', 'metric:')
  const option = useMemo(() => {
    if (!x || !y) return {}
    const data = shown.map(({ run, color }, index) => ({
      name: run.id,
      value: [x.values[index], y.values[index]],
      runName: run.name,
      itemStyle: { color },
    }))
    return {
      grid: { left: 70, right: 30, top: 30, bottom: 50 },
      xAxis: { ...scaleOf(x), name: x.title, nameLocation: 'middle', nameGap: 30 },
      yAxis: { ...scaleOf(y), name: y.title },
      tooltip: {
        formatter: ({ data }: { data: { runName: string; value: (number | string)[] } }) =>
          escaped(`${data.runName}: ${x.title} ${show(data.value[0])}, ${y.title} ${show(data.value[1])}`),
      },
      series: [{ type: 'scatter', symbolSize: 11, data }],
    }
  }, [x, y, shown])
  if (!x || !y) return <Empty title="These runs have nothing to be placed by" />
  return (
    <>
      <div className="toolbar">
        <DimensionChoice label="x" dimensions={dimensions} value={x.id} onChange={id => url.change({ x: id })} />
        <DimensionChoice label="y" dimensions={dimensions} value={y.id} onChange={id => url.change({ y: id })} />
      </div>
      <div className="card card-body">
        <ColorKey label="Runs" items={shown.map(({ run, color }) => ({ name: run.name, color }))} />
        <Echart
          label={`${y.title} by ${x.title} for ${shown.length} runs`}
          option={option}
          height={460}
          onPick={id => navigate(`/runs/${id}`)}
        />
      </div>
    </>
  )
}

function show(value: number | string | undefined): string {
  return typeof value === 'number' ? formatNumber(value) : String(value ?? '–')
}

// the tooltip of the library is HTML
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, sign => `&#${sign.charCodeAt(0)};`)
}
