import type { OpenAI } from 'openai'
import { rivalPackage } from '../../measure/rivals.ts'
import type { StartRecorder } from './recorder.ts'

export const start: StartRecorder = async (_, collector) => {
  const { initLogger, wrapOpenAI } = rivalPackage<{
    initLogger(options: object): { flush(): Promise<void> }
    wrapOpenAI(client: OpenAI): OpenAI
  }>('braintrust')
  // the collector knows no login: it is told all that a login would say
  process.env['BRAINTRUST_API_URL'] = collector
  const logger = initLogger({ projectName: 'bench', projectId: 'bench', apiKey: 'bench', appUrl: collector })
  return { client: wrapOpenAI, flush: () => logger.flush() }
}
