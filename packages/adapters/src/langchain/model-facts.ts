import type { Plain, PlainObject } from '@seetrain/core'
import { asCount, asList, asObject, asText, given, type Loose } from '../spans/loose.ts'
import { messageOf, messageOfText } from './messages.ts'

const PARAMETERS: { readonly [name: string]: string } = {
  ls_temperature: 'gen_ai.request.temperature',
  ls_max_tokens: 'gen_ai.request.max_tokens',
}

/** What is known of a call of a model when it starts. */
export function requestAttributes(extraParams: unknown, metadata: unknown): PlainObject {
  const words = asObject(metadata)
  const parameters = asObject(asObject(extraParams)['invocation_params'])
  const numbers = Object.entries(PARAMETERS).map(([name, attribute]) => [attribute, asCount(words[name])] as const)
  return given<Plain>({
    'gen_ai.provider.name': asText(words['ls_provider']),
    'gen_ai.request.model':
      asText(words['ls_model_name']) ?? asText(parameters['model']) ?? asText(parameters['model_name']),
    ...Object.fromEntries(numbers),
  })
}

/** What an `LLMResult` says: tokens, the model that answered, why it stopped. */
export function responseAttributes(result: unknown): PlainObject {
  const generations = generationsOf(result)
  const metadata = asObject(asObject(generations[0]?.['message'])['response_metadata'])
  const reasons = generations.map(finishReason).filter(reason => reason !== undefined)
  return {
    ...usageOf(generations, asObject(result)),
    ...given<Plain>({
      'gen_ai.response.model': asText(metadata['model_name']) ?? asText(metadata['model']),
      'gen_ai.response.id': asText(asObject(generations[0]?.['message'])['id']),
      'gen_ai.response.finish_reasons': reasons.length === 0 ? undefined : reasons,
    }),
  }
}

/** The answers, as messages. */
export function answersOf(result: unknown): PlainObject[] {
  return generationsOf(result).map(generation =>
    generation['message'] === undefined
      ? messageOfText(generation['text'], 'assistant')
      : messageOf(generation['message']),
  )
}

function generationsOf(result: unknown): Loose[] {
  return asList(asObject(result)['generations']).flat().map(asObject)
}

function finishReason(generation: Loose): string | undefined {
  const info = asObject(generation['generationInfo'])
  const metadata = asObject(asObject(generation['message'])['response_metadata'])
  return asText(info['finish_reason']) ?? asText(metadata['finish_reason']) ?? asText(metadata['stop_reason'])
}

function usageOf(generations: Loose[], result: Loose): PlainObject {
  const told = generations.map(generation => asObject(asObject(generation['message'])['usage_metadata']))
  if (told.some(usage => usage['input_tokens'] !== undefined)) return sumOf(told)
  const usage = asObject(asObject(result['llmOutput'])['tokenUsage'])
  return given<Plain>({
    'gen_ai.usage.input_tokens': asCount(usage['promptTokens']) ?? asCount(usage['prompt_tokens']),
    'gen_ai.usage.output_tokens': asCount(usage['completionTokens']) ?? asCount(usage['completion_tokens']),
  })
}

function sumOf(usages: Loose[]): PlainObject {
  const sum = (read: (usage: Loose) => unknown) => {
    const counts = usages.map(usage => asCount(read(usage))).filter(count => count !== undefined)
    return counts.length === 0 ? undefined : counts.reduce((total, count) => total + count, 0)
  }
  return given<Plain>({
    'gen_ai.usage.input_tokens': sum(usage => usage['input_tokens']),
    'gen_ai.usage.output_tokens': sum(usage => usage['output_tokens']),
    'gen_ai.usage.cache_read.input_tokens': sum(usage => asObject(usage['input_token_details'])['cache_read']),
    'gen_ai.usage.cache_write.input_tokens': sum(usage => asObject(usage['input_token_details'])['cache_creation']),
    'gen_ai.usage.reasoning.output_tokens': sum(usage => asObject(usage['output_token_details'])['reasoning']),
  })
}
