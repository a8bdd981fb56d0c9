import { rivalPackage } from '../../measure/rivals.ts'
import { startTracing } from './opentelemetry-tracing.ts'
import { untouched, type StartRecorder } from './recorder.ts'

interface Instrumentation {
  getModuleDefinitions?(): unknown
  enable(): void
  setMeterProvider(provider: unknown): void
}

// it patches what is required after it was made, and only then
export const start: StartRecorder = async (_, collector) => {
  const provider = startTracing(collector)
  const { metrics } = rivalPackage<typeof import('@opentelemetry/api')>('@opentelemetry/api')
  const { OpenAIInstrumentation } = rivalPackage<{
    OpenAIInstrumentation: new (options: object) => Instrumentation
  }>('@opentelemetry/instrumentation-openai')
  const instrumentation = new OpenAIInstrumentation({ captureMessageContent: true })
  instrumentation.enable()
  // without one every stream of its fails
  instrumentation.setMeterProvider(metrics.getMeterProvider())
  return { client: untouched, flush: () => provider.forceFlush() }
}
