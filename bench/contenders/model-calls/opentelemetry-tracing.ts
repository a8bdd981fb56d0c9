import { rivalPackage } from '../../measure/rivals.ts'

/** As far as it is used here. */
interface Provider {
  forceFlush(): Promise<void>
}

/** Spans in batches to the collector, and a context that follows promises, as its guide sets it up. */
export function startTracing(collector: string, processors: readonly unknown[] = []): Provider {
  const { trace, context } = rivalPackage<typeof import('@opentelemetry/api')>('@opentelemetry/api')
  const { BasicTracerProvider, BatchSpanProcessor } = rivalPackage<{
    BasicTracerProvider: new (options: object) => Provider
    BatchSpanProcessor: new (exporter: unknown) => unknown
  }>('@opentelemetry/sdk-trace-base')
  const { OTLPTraceExporter } = rivalPackage<{ OTLPTraceExporter: new (options: object) => unknown }>(
    '@opentelemetry/exporter-trace-otlp-http',
  )
  const { AsyncLocalStorageContextManager } = rivalPackage<{
    AsyncLocalStorageContextManager: new () => { enable(): never }
  }>('@opentelemetry/context-async-hooks')
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  const exported = processors.length > 0 ? processors : [batches()]
  const provider = new BasicTracerProvider({ spanProcessors: exported })
  trace.setGlobalTracerProvider(provider as never)
  return provider

  function batches(): unknown {
    return new BatchSpanProcessor(new OTLPTraceExporter({ url: `${collector}/v1/traces` }))
  }
}
