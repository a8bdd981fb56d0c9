import type { Endpoint } from '../contracts.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { otherEndpoint } from './openai-other.ts'

const ENDPOINTS: { readonly [path: string]: Endpoint } = {
  '/v1/messages': anthropicMessages,
  '/v1/messages/count_tokens': { ...otherEndpoint('count_tokens', 'request'), request: anthropicMessages.request },
}

const OTHER = otherEndpoint('request', 'request')

export const anthropic: ProviderDefinition = {
  framework: 'anthropic',
  package: '@anthropic-ai/sdk',
  clientClass: 'Anthropic',
  endpoint: path => ENDPOINTS[path] ?? OTHER,
}
