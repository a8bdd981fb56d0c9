import type { OpenAI } from 'openai'
import { rivalPackage } from '../../measure/rivals.ts'
import { startTracing } from './opentelemetry-tracing.ts'
import type { StartRecorder } from './recorder.ts'

export const start: StartRecorder = async (_, collector) => {
  const { LangfuseSpanProcessor } = rivalPackage<{ LangfuseSpanProcessor: new (options: object) => unknown }>(
    '@langfuse/otel',
  )
  const keys = { publicKey: 'pk-lf-bench', secretKey: 'sk-lf-bench' }
  const provider = startTracing(collector, [new LangfuseSpanProcessor({ ...keys, baseUrl: collector })])
  const { observeOpenAI } = rivalPackage<{ observeOpenAI(client: OpenAI): OpenAI }>('@langfuse/openai')
  return { client: observeOpenAI, flush: () => provider.forceFlush() }
}
