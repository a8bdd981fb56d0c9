import type { Endpoint } from '../contracts.ts'
import { openaiParts } from './openai-parts.ts'
import { asList, asObject, asText, copyPlain, given } from './read.ts'

/** `/moderations`: which texts and pictures are flagged, and for what. */
export const openaiModeration: Endpoint = {
  operation: 'moderation',
  spanKind: 'moderation',
  request: ({ model, input }) => ({
    ...given({ model: asText(model) }),
    attributes: {},
    input: [input ?? []].flat().map(item => ({
      role: 'user',
      parts: openaiParts(typeof item === 'string' ? item : [item]),
    })),
  }),
  response: value => {
    const data = asObject(value)
    const results = asList(data['results']).map(asObject)
    const names = results.flatMap(({ categories }) =>
      Object.entries(asObject(categories))
        .filter(([, flagged]) => flagged === true)
        .map(([name]) => name),
    )
    return given({
      id: asText(data['id']),
      model: asText(data['model']),
      output: copyPlain(results),
      attributes: {
        'seetrain.moderation.flagged': results.some(({ flagged }) => flagged === true),
        'seetrain.moderation.categories': [...new Set(names)],
      },
    })
  },
}
