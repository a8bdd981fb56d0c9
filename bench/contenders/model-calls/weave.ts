import type { OpenAI } from 'openai'
import { rivalPackage } from '../../measure/rivals.ts'
import type { StartRecorder } from './recorder.ts'

export const start: StartRecorder = async (_, collector) => {
  process.env['WANDB_API_KEY'] = 'b'.repeat(40)
  process.env['WANDB_BASE_URL'] = collector
  process.env['WF_TRACE_SERVER_URL'] = collector
  const weave = rivalPackage<{
    init(project: string, settings: object): Promise<{ waitForBatchProcessing(): Promise<void> }>
    wrapOpenAI(client: OpenAI): OpenAI
  }>('weave')
  const client = await weave.init('bench/bench', { printCallLink: false })
  return { client: openai => weave.wrapOpenAI(openai), flush: () => client.waitForBatchProcessing() }
}
