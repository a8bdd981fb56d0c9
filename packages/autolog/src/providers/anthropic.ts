import type { PlainObject } from '@seetrain/core'
import type { Endpoint } from '../contracts.ts'
import type { ProviderDefinition } from '../provider-definition.ts'
import { anthropicMessages } from './anthropic-messages.ts'
import { openaiFile } from './openai-batches.ts'
import { otherEndpoint } from './openai-other.ts'
import { asList, asObject, asText, copyPlain, given, type Loose } from './read.ts'

/** `/v1/messages/batches`: many requests for later, each as it would be read by itself. */
const batches: Endpoint = {
  ...otherEndpoint('create_batch', 'request'),
  request: body => ({
    attributes: { 'anthropic.batch.requests': asList(body['requests']).length },
    input: asList(body['requests']).map(request => batched(asObject(request))),
  }),
  response: value => {
    const data = asObject(value)
    return given({
      id: asText(data['id']),
      output: copyPlain(data['request_counts'] ?? {}),
      attributes: given({ 'anthropic.batch.status': asText(data['processing_status']) }) as PlainObject,
    })
  },
}

function batched({ custom_id: id, params }: Loose): PlainObject {
  const { model, input } = anthropicMessages.request(asObject(params) as PlainObject)
  return given({ id: asText(id), model, messages: input }) as PlainObject
}

const ENDPOINTS: { readonly [path: string]: Endpoint } = {
  '/v1/messages': anthropicMessages,
  '/v1/messages/count_tokens': { ...otherEndpoint('count_tokens', 'request'), request: anthropicMessages.request },
  '/v1/messages/batches': batches,
  '/v1/files': openaiFile,
}

const OTHER = otherEndpoint('request', 'request')

export const anthropic: ProviderDefinition = {
  framework: 'anthropic',
  package: '@anthropic-ai/sdk',
  clientClass: 'Anthropic',
  files: ['client.js', 'client.mjs'],
  endpoint: path => ENDPOINTS[path] ?? OTHER,
}
