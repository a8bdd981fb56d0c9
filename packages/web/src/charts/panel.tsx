import { memo, useRef } from 'react'
import type uPlot from 'uplot'
import { useTheme } from '../app/theme.ts'
import { formatNumber } from '../format/quantities.ts'
import { ColorKey } from '../parts/color-key.tsx'
import { Failure } from '../parts/states.tsx'
import { usePlace } from '../parts/use-place.ts'
import type { ChartLine } from './chart-line.ts'
import type { ChartSettings } from './chart-settings.ts'
import { axisTitle } from './line-of.ts'
import { PanelTools } from './panel-tools.tsx'
import { Plot } from './plot.tsx'
import { rangeText, type Range } from './settings-text.ts'
import { unitOf } from './units.ts'
import { useChartLines, type ChartSource } from './use-chart-lines.ts'

interface PanelProps {
  chartKey: string
  chart: ChartSource
  settings: ChartSettings
  isPinned: boolean
  onPin: (key: string) => void
  height?: number
  isFull?: boolean
}

/** One key as a chart. It asks for its points when it first comes into sight. */
export const Panel = memo(function Panel({
  chartKey,
  chart,
  settings,
  isPinned,
  onPin,
  height = 220,
  isFull = false,
}: PanelProps) {
  const { isDark } = useTheme()
  const place = useRef<HTMLDivElement>(null)
  const { isSeen, wasSeen, width } = usePlace(place)
  const plot = useRef<uPlot>(undefined)
  const { lines, isPending, error, refetch, total } = useChartLines(chartKey, chart, settings, width, isSeen)
  const { url, axis, logX, logY, fitSpikes, zoom } = settings
  const onZoom = (range: Range | undefined) => url.change({ zoom: rangeText(range) }, { replace: true })
  return (
    <article className={isFull ? 'panel' : 'panel card'} ref={place}>
      <header>
        {isFull ? (
          <ColorKey label="Lines" items={lines} />
        ) : (
          <h3 className="cut" title={chartKey}>
            {chartKey}
          </h3>
        )}
        {wasSeen && <PanelTools {...{ chartKey, lines, settings, plot, isPinned, isFull, isDark, onPin, onZoom }} />}
      </header>
      <div style={{ minHeight: height }} className="panel-body">
        {error ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : isPending ? (
          <div className={isSeen ? 'panel-wait' : undefined} style={{ height }} />
        ) : lines.length === 0 ? (
          <p className="quiet panel-none">
            No points of these runs{zoom ? ' in this part of the axis' : ` by ${axisTitle(axis)}`}.
          </p>
        ) : (
          <Plot
            {...{ lines, axis, logX, logY, fitSpikes, zoom, isDark, height, onZoom }}
            unit={unitOf(chartKey)}
            label={describe(chartKey, lines, total)}
            sync={isFull ? undefined : 'charts'}
            {...(!isFull && { onFull: () => url.change({ full: chartKey }) })}
            onPlot={drawn => (plot.current = drawn)}
          />
        )}
      </div>
    </article>
  )
})

/** What a reader who sees no canvas is told. */
function describe(key: string, lines: readonly ChartLine[], total: number): string {
  const ends = lines.slice(0, 5).map(line => `${line.name} ends at ${formatNumber(line.value.at(-1) ?? Number.NaN)}`)
  return `Chart of ${key}, ${total.toLocaleString('en-US')} points: ${ends.join(', ')}`
}
