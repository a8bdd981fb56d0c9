import type { ProviderDefinition } from '../contracts.ts'
import { isZhipuHost } from './hosts.ts'
import { openai } from './openai.ts'

/** GLM models, reached with the OpenAI SDK and Zhipu's address. */
export const zhipu: ProviderDefinition = {
  ...openai,
  framework: 'zhipu',
  accepts: baseUrl => isZhipuHost(baseUrl),
}
