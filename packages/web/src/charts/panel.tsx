import { Maximize2, MoreHorizontal, Pin, RotateCcw, ZoomIn, ZoomOut } from 'lucide-react'
import { memo, useRef } from 'react'
import type uPlot from 'uplot'
import { useTheme } from '../app/theme.ts'
import { formatNumber } from '../format/quantities.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { Menu, MenuItem } from '../parts/menu.tsx'
import { Failure } from '../parts/states.tsx'
import { usePlace } from '../parts/use-place.ts'
import type { ChartLine } from './chart-line.ts'
import type { ChartSettings } from './chart-settings.ts'
import { axisTitle } from './line-of.ts'
import { Plot, scaled } from './plot.tsx'
import { saveChart } from './save-chart.ts'
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
  const { isSeen, width } = usePlace(place)
  const plot = useRef<uPlot>(undefined)
  const { lines, isPending, error, refetch, total } = useChartLines(chartKey, chart, settings, width, isSeen)
  const { url, axis, logX, logY, fitSpikes, zoom } = settings
  const onZoom = (range: Range | undefined) => url.change({ zoom: rangeText(range) }, { replace: true })
  const onFull = () => url.change({ full: chartKey })
  return (
    <article className="panel card" ref={place}>
      <header>
        <h3 className="cut" title={chartKey}>
          {chartKey}
        </h3>
        <span className="panel-tools">
          {isFull && <ZoomButtons plot={plot} onZoom={onZoom} />}
          {zoom && (
            <IconButton name="Show all of the axis" onClick={() => onZoom(undefined)}>
              <RotateCcw size={14} />
            </IconButton>
          )}
          <IconButton
            name={isPinned ? 'Unpin' : 'Pin to the top'}
            aria-pressed={isPinned}
            onClick={() => onPin(chartKey)}
          >
            <Pin size={14} />
          </IconButton>
          {!isFull && (
            <IconButton name="Full screen" onClick={onFull}>
              <Maximize2 size={14} />
            </IconButton>
          )}
          <SaveMenu name={chartKey} lines={lines} plot={plot} settings={settings} isDark={isDark} />
        </span>
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
            {...(!isFull && { onFull })}
            onPlot={drawn => (plot.current = drawn)}
          />
        )}
      </div>
    </article>
  )
})

function ZoomButtons({ plot, onZoom }: { plot: { current: uPlot | undefined }; onZoom: (range: Range) => void }) {
  return (
    <>
      <IconButton name="Zoom in" onClick={() => plot.current && onZoom(scaled(plot.current, 0.5))}>
        <ZoomIn size={14} />
      </IconButton>
      <IconButton name="Zoom out" onClick={() => plot.current && onZoom(scaled(plot.current, 2))}>
        <ZoomOut size={14} />
      </IconButton>
    </>
  )
}

/** What a reader who sees no canvas is told. */
function describe(key: string, lines: readonly ChartLine[], total: number): string {
  const ends = lines.slice(0, 5).map(line => `${line.name} ends at ${formatNumber(line.value.at(-1) ?? Number.NaN)}`)
  return `Chart of ${key}, ${total.toLocaleString('en-US')} points: ${ends.join(', ')}`
}

interface SaveMenuProps {
  name: string
  lines: readonly ChartLine[]
  plot: { current: uPlot | undefined }
  settings: ChartSettings
  isDark: boolean
}

function SaveMenu({ name, lines, plot, settings, isDark }: SaveMenuProps) {
  const save = (format: 'png' | 'svg' | 'csv') => () => {
    if (plot.current) void saveChart(format, { name, lines, plot: plot.current, settings, isDark })
  }
  return (
    <Menu
      trigger={
        <Button look="bare" aria-label={`Save ${name}`} disabled={lines.length === 0}>
          <MoreHorizontal size={14} />
        </Button>
      }
    >
      <MenuItem onSelect={save('png')}>Save as PNG</MenuItem>
      <MenuItem onSelect={save('svg')}>Save as SVG</MenuItem>
      <MenuItem onSelect={save('csv')}>Save as CSV</MenuItem>
    </Menu>
  )
}
