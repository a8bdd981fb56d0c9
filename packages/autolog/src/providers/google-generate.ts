import type { PlainObject } from '@seetrain/core'
import type { Endpoint, Message, MessagePart, ResponseFacts, StreamReader, Usage } from '../contracts.ts'
import { googleMessage } from './google-parts.ts'
import { asCount, asList, asObject, asText, copyPlain, given, renamed, type Loose } from './read.ts'

const PARAMETERS = {
  temperature: 'gen_ai.request.temperature',
  topP: 'gen_ai.request.top_p',
  topK: 'gen_ai.request.top_k',
  maxOutputTokens: 'gen_ai.request.max_tokens',
  stopSequences: 'gen_ai.request.stop_sequences',
  presencePenalty: 'gen_ai.request.presence_penalty',
  frequencyPenalty: 'gen_ai.request.frequency_penalty',
  seed: 'gen_ai.request.seed',
  thinkingConfig: 'seetrain.request.thinking',
}

/** `models/<model>:generateContent` and `:streamGenerateContent`, of Gemini and of Vertex. */
export const googleGenerate: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: (body, url) => ({
    ...given({ model: googleModel(url) }),
    attributes: parameters(body),
    input: inputOf(body),
  }),
  response: data => answer(asObject(data)),
  stream: () => new GenerateStreamReader(),
}

/** The model stands in the address alone. */
export function googleModel(url: string | undefined): string | undefined {
  const name = /\/(?:models|endpoints)\/([^/:?]+):/.exec(url ?? '')?.[1]
  return name === undefined ? undefined : decodeURIComponent(name)
}

function parameters(body: Loose): PlainObject {
  const config = asObject(body['generationConfig'])
  const attributes = renamed(config, PARAMETERS)
  if (Array.isArray(body['tools'])) attributes['gen_ai.tool.definitions'] = copyPlain(body['tools'])
  if (body['toolConfig'] !== undefined) attributes['seetrain.request.tool_choice'] = copyPlain(body['toolConfig'])
  const count = asCount(config['candidateCount'])
  if (count !== undefined && count !== 1) attributes['gen_ai.request.choice.count'] = count
  const mime = asText(config['responseMimeType'])
  if (mime !== undefined) attributes['gen_ai.output.type'] = mime.includes('json') ? 'json' : 'text'
  const schema = config['responseJsonSchema'] ?? config['responseSchema']
  if (schema !== undefined) attributes['seetrain.request.schema'] = copyPlain(schema)
  return attributes
}

function inputOf(body: Loose): Message[] {
  const contents = asList(body['contents']).map(googleMessage)
  if (body['systemInstruction'] === undefined) return contents
  return [{ ...googleMessage(body['systemInstruction']), role: 'system' }, ...contents]
}

function answer(data: Loose): ResponseFacts {
  const candidates = asList(data['candidates']).map(asObject)
  const blocked = asText(asObject(data['promptFeedback'])['blockReason'])
  const reasons = candidates.map(({ finishReason }) => (asText(finishReason) ?? 'error').toLowerCase())
  return given({
    id: asText(data['responseId']),
    model: asText(data['modelVersion']),
    output: candidates.map((candidate, index) => ({
      ...googleMessage({ role: 'model', ...asObject(candidate['content']) }),
      finish_reason: reasons[index]!,
    })),
    finishReasons: blocked === undefined ? reasons : [...reasons, blocked.toLowerCase()],
    usage: usageOf(data['usageMetadata']),
  })
}

/** The API counts thoughts beside the output and tools' prompts beside the input; the neutral counts hold them. */
function usageOf(value: unknown): Usage | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const usage = asObject(value)
  const thoughts = asCount(usage['thoughtsTokenCount'])
  return given({
    input: sum(asCount(usage['promptTokenCount']), asCount(usage['toolUsePromptTokenCount'])),
    output: sum(asCount(usage['candidatesTokenCount']), thoughts),
    cacheRead: asCount(usage['cachedContentTokenCount']),
    reasoning: thoughts,
    audioInput: audioOf(usage['promptTokensDetails']),
    audioOutput: audioOf(usage['candidatesTokensDetails']),
  })
}

function sum(first: number | undefined, second: number | undefined): number | undefined {
  return first === undefined ? second : first + (second ?? 0)
}

function audioOf(details: unknown): number | undefined {
  const audio = asList(details)
    .map(asObject)
    .find(detail => detail['modality'] === 'AUDIO')
  return audio && asCount(audio['tokenCount'])
}

/** Each chunk is an answer of its own, of a few more words. */
class GenerateStreamReader implements StreamReader {
  #last: Loose = {}
  readonly #candidates: { parts: Loose[]; finishReason: unknown }[] = []

  chunk(chunk: unknown): boolean {
    const data = asObject(chunk)
    // the last one that tells something counts
    this.#last = { ...this.#last, ...data }
    let hasWords = false
    for (const candidate of asList(data['candidates']).map(asObject)) {
      const so = (this.#candidates[asCount(candidate['index']) ?? 0] ??= { parts: [], finishReason: undefined })
      so.finishReason = candidate['finishReason'] ?? so.finishReason
      for (const part of asList(asObject(candidate['content'])['parts']).map(asObject)) {
        add(so.parts, part)
        hasWords = true
      }
    }
    return hasWords
  }

  finish(): ResponseFacts {
    const candidates = this.#candidates
      .filter(Boolean)
      .map(({ parts, finishReason }) => ({ content: { role: 'model', parts }, finishReason }))
    return answer({ ...this.#last, candidates })
  }
}

function add(parts: Loose[], part: Loose): void {
  const last = parts.at(-1)
  const [text, before] = [asText(part['text']), asText(last?.['text'])]
  if (last && text !== undefined && before !== undefined && last['thought'] === part['thought'])
    parts[parts.length - 1] = { ...last, text: before + text }
  else parts.push({ ...part })
}

/** `:embedContent`, `:batchEmbedContents`, and Vertex's `:predict` of texts. The vectors themselves are not kept. */
export const googleEmbed: Endpoint = {
  operation: 'embeddings',
  spanKind: 'embedding',
  request: (body, url) => {
    const requests = asList(body['requests'] ?? body['instances'] ?? [body]).map(asObject)
    const size = requests[0]?.['outputDimensionality'] ?? asObject(body['parameters'])['outputDimensionality']
    return {
      ...given({ model: googleModel(url) }),
      attributes: renamed({ size }, { size: 'gen_ai.embeddings.dimension.count' }),
      input: requests.map(({ content, ...instance }) =>
        content === undefined ? (copyPlain(instance) as PlainObject) : asMessagePart(googleMessage(content)),
      ),
    }
  },
  response: value => {
    const data = asObject(value)
    const vectors = asList(data['embeddings'] ?? data['predictions'] ?? (data['embedding'] ? [data['embedding']] : []))
    const first = asObject(vectors[0])
    const values = first['values'] ?? asObject(first['embeddings'])['values']
    const dimensions = Array.isArray(values) ? values.length : undefined
    return {
      output: given({ count: vectors.length, dimensions }) as PlainObject,
      ...given({ usage: usageOf(data['usageMetadata']) }),
    }
  },
}

function asMessagePart({ parts }: Message): MessagePart | PlainObject {
  return parts.length === 1 ? parts[0]! : { parts }
}
