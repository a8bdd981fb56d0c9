import { Maximize2, MoreHorizontal, Pin, RotateCcw, ZoomIn, ZoomOut } from 'lucide-react'
import type uPlot from 'uplot'
import { Button, IconButton } from '../parts/button.tsx'
import { Menu, MenuItem } from '../parts/menu.tsx'
import type { ChartLine } from './chart-line.ts'
import type { ChartSettings } from './chart-settings.ts'
import { scaled } from './plot.tsx'
import { saveChart } from './save-chart.ts'
import type { Range } from './settings-text.ts'

interface PanelToolsProps {
  chartKey: string
  settings: ChartSettings
  isPinned: boolean
  isFull: boolean
  onPin: (key: string) => void
  lines: readonly ChartLine[]
  plot: { current: uPlot | undefined }
  isDark: boolean
  onZoom: (range: Range | undefined) => void
}

/** The buttons of a chart. */
export function PanelTools({
  chartKey,
  lines,
  settings,
  plot,
  isPinned,
  isFull,
  isDark,
  onPin,
  onZoom,
}: PanelToolsProps) {
  const { url, zoom } = settings
  return (
    <span className="panel-tools">
      {isFull && <ZoomButtons plot={plot} onZoom={onZoom} />}
      {zoom && (
        <IconButton name="Show all of the axis" onClick={() => onZoom(undefined)}>
          <RotateCcw size={14} />
        </IconButton>
      )}
      <IconButton name={isPinned ? 'Unpin' : 'Pin to the top'} aria-pressed={isPinned} onClick={() => onPin(chartKey)}>
        <Pin size={14} />
      </IconButton>
      {!isFull && (
        <IconButton name="Full screen" onClick={() => url.change({ full: chartKey })}>
          <Maximize2 size={14} />
        </IconButton>
      )}
      <SaveMenu name={chartKey} lines={lines} plot={plot} settings={settings} isDark={isDark} />
    </span>
  )
}

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
