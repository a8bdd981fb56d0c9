import { useUrlState, type UrlState } from '../app/url-state.ts'
import type { AxisName } from '../api/series.ts'
import { parseRange, parseSmoothing, type Range } from './settings-text.ts'
import type { Smoothing } from './smooth.ts'

/** How all charts of a page are drawn; part of the address. */
export interface ChartSettings {
  url: UrlState
  axis: AxisName
  /** The axis when none is chosen. */
  usualAxis: AxisName
  smoothing: Smoothing
  logX: boolean
  logY: boolean
  /** Whether single spikes may squeeze the rest of the line. */
  fitSpikes: boolean
  search: string | undefined
  zoom: Range | undefined
  /** The key that is shown over the full screen. */
  full: string | undefined
  group: string | undefined
}

export function useChartSettings(usualAxis: AxisName): ChartSettings {
  const url = useUrlState()
  return {
    url,
    axis: (url.text('x') as AxisName | undefined) ?? usualAxis,
    usualAxis,
    smoothing: parseSmoothing(url.text('smooth')),
    logX: url.text('logx') !== undefined,
    logY: url.text('logy') !== undefined,
    fitSpikes: url.text('spikes') !== 'cut',
    search: url.text('q'),
    zoom: parseRange(url.text('zoom')),
    full: url.text('full'),
    group: url.text('group'),
  }
}
