import { formatNumber } from '../../format/quantities.ts'
import type { Bins } from './histogram-viewer.tsx'

const WIDTH = 480
const HEIGHT = 140
const BASE = 16

export function HistogramBars({ bins: { counts, edges }, label }: { bins: Bins; label: string }) {
  const from = edges[0] ?? 0
  const span = (edges.at(-1) ?? 1) - from || 1
  const most = Math.max(1, ...counts)
  const across = (value: number) => ((value - from) / span) * WIDTH
  return (
    <svg className="bars" viewBox={`0 0 ${WIDTH} ${HEIGHT + BASE}`} role="img" aria-label={`Histogram of ${label}`}>
      {counts.map((count, index) => {
        const left = across(edges[index]!)
        const height = (count / most) * HEIGHT
        return (
          <rect
            key={index}
            x={left}
            y={HEIGHT - height}
            width={Math.max(0.5, across(edges[index + 1]!) - left - 0.5)}
            height={height}
            fill="var(--accent)"
          >
            <title>{`${formatNumber(edges[index]!)} to ${formatNumber(edges[index + 1]!)}: ${count}`}</title>
          </rect>
        )
      })}
      <text x={0} y={HEIGHT + BASE - 3}>
        {formatNumber(from, 4)}
      </text>
      <text x={WIDTH} y={HEIGHT + BASE - 3} textAnchor="end">
        {formatNumber(from + span, 4)}
      </text>
    </svg>
  )
}
