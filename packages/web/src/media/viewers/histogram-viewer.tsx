import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { mediaQuery } from '../../api/queries.ts'
import type { JsonObject } from '../../api/wire.ts'
import { numberOf } from '../../format/number-of.ts'
import { formatNumber } from '../../format/quantities.ts'
import type { ViewerProps } from '../viewers.ts'
import { HistogramBars } from './histogram-bars.tsx'
import { HistogramSteps } from './histogram-steps.tsx'
import type { StepBins } from './spread-bins.ts'

/** Steps that are drawn side by side; of more, an even choice is. */
const MOST_STEPS = 200

/** How values were distributed at this step, and how that changed over all steps. */
export function HistogramViewer({ item, runId, mediaKey, step, steps, index }: ViewerProps) {
  const query = useQuery({
    ...mediaQuery({ runs: [runId], keys: [mediaKey], type: 'histogram', limit: 1000 }),
    enabled: steps.length > 1,
  })
  const bins = binsOf(item.details)
  const overSteps = useMemo(() => {
    const rows = query.data?.rows ?? []
    const every = Math.ceil(rows.length / MOST_STEPS)
    return rows.flatMap((row, at): StepBins[] => {
      const details = row.items[index]?.details
      return details && at % every === 0 ? [{ step: numberOf(row.step), ...binsOf(details) }] : []
    })
  }, [query.data, index])
  return (
    <div className="histogram-viewer">
      <HistogramBars bins={bins} label={`${mediaKey} at step ${step}`} />
      <p className="quiet">{facts(item.details)}</p>
      {overSteps.length > 1 && (
        <HistogramSteps steps={overSteps} current={step} label={`${mediaKey} over ${overSteps.length} steps`} />
      )}
    </div>
  )
}

export interface Bins {
  counts: number[]
  edges: number[]
}

function binsOf({ counts, edges }: JsonObject): Bins {
  return { counts: numbers(counts), edges: numbers(edges) }
}

function numbers(value: unknown): number[] {
  return Array.isArray(value) ? value.map(Number) : []
}

/** What the histogram knows beside its bins: how many values, and how many of them are in none. */
function facts(details: JsonObject): string {
  const words = Object.entries(details).filter(
    ([name, value]) => name !== 'counts' && name !== 'edges' && typeof value === 'number',
  )
  return words.map(([name, value]) => `${name} ${formatNumber(Number(value))}`).join(', ')
}
