import type { Plain, PlainObject } from '@seetrain/core'
import { asList, asObject, asText, given } from '../loose.ts'
import { addParameters } from './parameters.ts'

/** The parameters beside the messages of a request, and what its answer says of itself, both as the SDK had them. */
export function requestFacts(inputs: Plain | undefined, outputs: Plain | undefined): PlainObject {
  const { messages, tools, ...parameters } = asObject(inputs) as PlainObject
  const answer = asObject(outputs)
  const neutral: PlainObject = {}
  if (messages !== undefined) addParameters(parameters, neutral)
  const reasons = asList(answer['choices']).map(choice => asObject(choice)['finish_reason'])
  return {
    ...neutral,
    ...given({
      'gen_ai.tool.definitions': tools,
      'gen_ai.response.id': asText(answer['id']),
      'gen_ai.response.model': asText(answer['model']),
      'gen_ai.response.finish_reasons': reasons.length > 0 ? reasons.filter(r => typeof r === 'string') : undefined,
    }),
  }
}
