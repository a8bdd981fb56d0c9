import { rivalPackage } from '../../measure/rivals.ts'
import { startTracing } from './opentelemetry-tracing.ts'
import { untouched, type StartRecorder } from './recorder.ts'

export const start: StartRecorder = async (sdk, collector) => {
  const provider = startTracing(collector)
  const { OpenAIInstrumentation } = rivalPackage<{
    OpenAIInstrumentation: new () => { manuallyInstrument(module: unknown): void }
  }>('@traceloop/instrumentation-openai')
  new OpenAIInstrumentation().manuallyInstrument(sdk.OpenAI)
  return { client: untouched, flush: () => provider.forceFlush() }
}
