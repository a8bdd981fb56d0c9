import type { OpenAI } from 'openai'
import { rivalPackage } from '../../measure/rivals.ts'
import type { StartRecorder } from './recorder.ts'

export const start: StartRecorder = async (_, collector) => {
  const { Opik } = rivalPackage<{ Opik: new (options: object) => { flush(): Promise<void> } }>('opik')
  const { trackOpenAI } = rivalPackage<{ trackOpenAI(client: OpenAI, options: object): OpenAI }>('opik-openai')
  const client = new Opik({ apiUrl: collector, apiKey: 'bench', projectName: 'bench', workspaceName: 'bench' })
  return { client: openai => trackOpenAI(openai, { client }), flush: () => client.flush() }
}
