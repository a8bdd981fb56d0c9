import type { PlainObject } from '@seetrain/core'
import type { Endpoint } from '../contracts.ts'
import { cohereUsage } from './cohere-chat.ts'
import { mediaAt } from './openai-parts.ts'
import { asCount, asList, asObject, asText, copyPlain, given, renamed, snaked, type Loose } from './read.ts'

/** `/embed`. The vectors themselves are not kept. */
export const cohereEmbed: Endpoint = {
  operation: 'embeddings',
  spanKind: 'embedding',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: renamed(body, {
      output_dimension: 'gen_ai.embeddings.dimension.count',
      embedding_types: 'gen_ai.request.encoding_formats',
      input_type: 'cohere.request.input_type',
    }),
    input: [
      ...asList(copyPlain(body['texts'] ?? body['inputs'] ?? [])),
      ...asList(body['images']).map(image => mediaAt(asText(image) ?? '', 'image')),
    ] as PlainObject[],
  }),
  response: value => {
    const data = asObject(snaked(value))
    const { embeddings } = data
    const vectors = asList(Array.isArray(embeddings) ? embeddings : Object.values(asObject(embeddings))[0])
    const dimensions = Array.isArray(vectors[0]) ? vectors[0].length : undefined
    return {
      output: given({ count: vectors.length, dimensions }) as PlainObject,
      ...given({ id: asText(data['id']), usage: cohereUsage(data['meta']) }),
    }
  },
}

/** `/rerank`: which documents answer a question best. */
export const cohereRerank: Endpoint = {
  operation: 'rerank',
  spanKind: 'reranker',
  request: body => ({
    ...given({ model: asText(body['model']) }),
    attributes: renamed(body, { top_n: 'cohere.request.top_n' }),
    input: copyPlain({ query: body['query'], documents: body['documents'] }),
  }),
  response: value => {
    const data: Loose = asObject(snaked(value))
    const units = asCount(asObject(asObject(data['meta'])['billed_units'])['search_units'])
    return {
      output: copyPlain(data['results'] ?? []),
      attributes: given({ 'cohere.response.search_units': units }) as PlainObject,
      ...given({ id: asText(data['id']), usage: cohereUsage(data['meta']) }),
    }
  },
}
