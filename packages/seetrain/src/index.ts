import { integrations } from '@seetrain/adapters'
import { integrations as autologs } from '@seetrain/autolog/catalog'
import { registerIntegration, registerSink } from '@seetrain/core'
import { sinks } from '@seetrain/sinks'

export * from '@seetrain/autolog'
export * from '@seetrain/core'
export { metricRows, type MetricSeries } from './terminal/metric-rows.ts'
export { ProgressLine, type TerminalStream } from './terminal/progress-line.ts'
export { sparkline } from './terminal/sparkline.ts'

// by loaders: importing this package loads no adapter and no sink
for (const [framework, load] of Object.entries({ ...integrations, ...autologs })) registerIntegration(framework, load)
for (const [id, load] of Object.entries(sinks)) registerSink(id, load)
