import type { OpenAI } from 'openai'
import { rivalPackage } from '../../measure/rivals.ts'
import type { StartRecorder } from './recorder.ts'

export const start: StartRecorder = async (_, collector) => {
  process.env['LANGSMITH_TRACING'] = 'true'
  const { Client } = rivalPackage<{
    Client: new (options: object) => { awaitPendingTraceBatches(): Promise<void> }
  }>('langsmith')
  const client = new Client({ apiUrl: collector, apiKey: 'bench' })
  const { wrapOpenAI } = rivalPackage<{ wrapOpenAI(client: OpenAI, options: object): OpenAI }>(
    'langsmith/wrappers/openai',
  )
  return { client: openai => wrapOpenAI(openai, { client }), flush: () => client.awaitPendingTraceBatches() }
}
