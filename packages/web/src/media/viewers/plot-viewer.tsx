import { lazyPart } from '../../app/lazy-part.ts'
import { useQuery } from '@tanstack/react-query'
import { Suspense, useMemo } from 'react'
import { blobTextQuery } from '../../api/queries.ts'
import { formatNumber } from '../../format/quantities.ts'
import { Loaded, Loading } from '../../parts/states.tsx'
import type { ViewerProps } from '../viewers.ts'

const VegaPlot = lazyPart(async () => (await import('./vega-plot.tsx')).VegaPlot)
const PlotlyPlot = lazyPart(async () => (await import('./plotly-plot.tsx')).PlotlyPlot)
const Echart = lazyPart(async () => (await import('../../parts/echart.tsx')).Echart)

/** A chart as the specification of a library: drawn by that library, which is loaded for it. */
export function PlotViewer({ item, mediaKey, step }: ViewerProps) {
  const query = useQuery(blobTextQuery(item.blob.sha256))
  const values = item.details.values
  return (
    <div className="plot-viewer">
      <Loaded query={query} what="the plot">
        {text => (
          <Suspense fallback={<Loading what="the chart library" />}>
            <Drawn
              text={text}
              format={String(item.details.format)}
              label={item.caption ?? `${mediaKey} at step ${step}`}
            />
          </Suspense>
        )}
      </Loaded>
      {values !== null && typeof values === 'object' && !Array.isArray(values) && (
        <p className="quiet">
          {Object.entries(values)
            .map(([name, value]) => `${name} ${typeof value === 'number' ? formatNumber(value) : String(value)}`)
            .join(', ')}
        </p>
      )}
    </div>
  )
}

function Drawn({ text, format, label }: { text: string; format: string; label: string }) {
  const spec = useMemo(() => JSON.parse(text) as object, [text])
  if (format === 'echarts') return <Echart option={withoutHtml(spec)} label={label} height={300} />
  if (format === 'plotly') return <PlotlyPlot spec={spec} label={label} />
  return <VegaPlot spec={spec} mode={format === 'vega' ? 'vega' : 'vega-lite'} label={label} />
}

/** Tooltips are drawn on the canvas: those of HTML would show whatever the logged specification says. */
function withoutHtml(option: object): { [member: string]: unknown } {
  const given =
    'tooltip' in option && typeof option.tooltip === 'object' && option.tooltip !== null ? option.tooltip : {}
  return { ...option, tooltip: { ...given, renderMode: 'richText' }, toolbox: undefined }
}
