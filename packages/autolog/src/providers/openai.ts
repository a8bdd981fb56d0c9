import type { Endpoint } from '../contracts.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import { openaiAudio } from './openai-audio.ts'
import { openaiBatch, openaiFile } from './openai-batches.ts'
import { openaiChat } from './openai-chat.ts'
import { openaiImages } from './openai-images.ts'
import { openaiModeration } from './openai-moderation.ts'
import { openaiCompletions, openaiEmbeddings, otherEndpoint } from './openai-other.ts'
import { openaiResponses } from './openai-responses.ts'
import { openaiRealtime } from './openai-realtime.ts'
import { realtimeSession, realtimeTurn } from './realtime-endpoints.ts'
import { creation, retrieval } from './retrieval.ts'
import { openaiMessage, openaiRun, openaiThread } from './openai-threads.ts'

const ENDPOINTS: { readonly [path: string]: Endpoint } = {
  '/chat/completions': openaiChat,
  '/responses': creation(openaiResponses),
  '/completions': openaiCompletions,
  '/embeddings': openaiEmbeddings,
  '/responses/compact': openaiResponses,
  '/responses/input_tokens': { ...otherEndpoint('count_tokens', 'request'), request: openaiResponses.request },
  '/images/generations': openaiImages,
  '/images/edits': openaiImages,
  '/images/variations': openaiImages,
  '/audio/speech': openaiAudio,
  '/audio/transcriptions': openaiAudio,
  '/audio/translations': openaiAudio,
  '/moderations': openaiModeration,
  '/batches': openaiBatch,
  '/files': openaiFile,
  '/threads': openaiThread,
  '/threads/{}/messages': openaiMessage,
  '/threads/{}/runs': openaiRun,
  '/threads/runs': openaiRun,
  '/threads/{}/runs/{}/submit_tool_outputs': openaiRun,
  '/assistants': otherEndpoint('create_agent', 'request'),
  '/conversations': openaiThread,
  '/realtime': realtimeSession,
  '/realtime/responses': realtimeTurn,
  '/realtime/client_secrets': otherEndpoint('create_session', 'request'),
}

/** Some SDKs and servers put the same paths below one of their own. */
const PREFIX = /^\/(?:openai\/)?v1(?=\/)/
/** Ids: a short word, and then what no word of a path has. */
const ID = /\/[a-z]+[_-][A-Za-z0-9_-]+(?=\/|$)/g
const KNOWN_WORDS = new Set(['/input_tokens', '/submit_tool_outputs', '/client_secrets'])

const RETRIEVAL = retrieval(openaiResponses)
const OTHER = otherEndpoint('request', 'request')

export const openai: ProviderDefinition = {
  framework: 'openai',
  package: 'openai',
  clientClass: 'OpenAI',
  files: ['client.js', 'client.mjs'],
  endpoint: path => ENDPOINTS[path] ?? ENDPOINTS[patternOf(path)] ?? OTHER,
  others: [openaiRealtime],
  reading: path => (/^\/responses\/[^/]+$/.test(path) ? RETRIEVAL : undefined),
}

function patternOf(path: string): string {
  return path.replace(PREFIX, '').replace(ID, piece => (KNOWN_WORDS.has(piece) ? piece : '/{}'))
}
