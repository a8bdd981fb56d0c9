import type { Endpoint, ProviderDefinition } from '../contracts.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiCompletions, openaiEmbeddings, otherEndpoint } from './openai-other.ts'
import { openaiResponses } from './openai-responses.ts'

const ENDPOINTS: { readonly [path: string]: Endpoint } = {
  '/chat/completions': openaiChat,
  '/responses': openaiResponses,
  '/completions': openaiCompletions,
  '/embeddings': openaiEmbeddings,
  '/responses/compact': openaiResponses,
  '/responses/input_tokens': otherEndpoint('count_tokens', 'request'),
  '/images/generations': otherEndpoint('generate_content', 'image'),
  '/images/edits': otherEndpoint('generate_content', 'image'),
  '/images/variations': otherEndpoint('generate_content', 'image'),
  '/audio/speech': otherEndpoint('generate_content', 'audio'),
  '/audio/transcriptions': otherEndpoint('generate_content', 'audio'),
  '/audio/translations': otherEndpoint('generate_content', 'audio'),
  '/moderations': otherEndpoint('moderation', 'moderation'),
}

const OTHER = otherEndpoint('request', 'request')

export const openai: ProviderDefinition = {
  framework: 'openai',
  package: 'openai',
  clientClass: 'OpenAI',
  endpoint: path => ENDPOINTS[path] ?? OTHER,
}
