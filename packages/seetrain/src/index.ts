export * from '@seetrain/core'
export { metricRows, type MetricSeries } from './terminal/metric-rows.ts'
export { ProgressLine, type TerminalStream } from './terminal/progress-line.ts'
export { sparkline } from './terminal/sparkline.ts'
