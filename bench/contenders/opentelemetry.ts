import type { Gauge } from '@opentelemetry/api'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import { losses, MASK, type Contender, type StartContender } from './contender.ts'

function measuring(loop: (gauge: Gauge) => Contender['log']): StartContender {
  return () => {
    // without a reader the SDK throws every value away at once
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
    const provider = new MeterProvider({
      readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 })],
    })
    const gauge = provider.getMeter('bench').createGauge('loss')
    return { log: loop(gauge), drain: () => provider.forceFlush(), close: () => provider.shutdown() }
  }
}

/** The step as an attribute: the only place that the SDK has for it. */
export const withStep = measuring(gauge => (from, count) => {
  for (let step = from; step < from + count; step++) gauge.record(losses[step & MASK]!, { step })
})

/** One series that remembers its last value alone: no step, no history. */
export const withoutStep = measuring(gauge => (from, count) => {
  const attributes = { run: 'bench' }
  for (let step = from; step < from + count; step++) gauge.record(losses[step & MASK]!, attributes)
})
