import type { Call } from '../call/call.ts'
import type { Endpoint, Message, ResponseFacts, StreamReader, Usage } from '../contracts.ts'
import { clientStandIn } from '../patch/client-stand-in.ts'
import { isIterable } from '../patch/watch-iterable.ts'
import { converseInput, converseParameters } from './bedrock-converse.ts'
import { toolCall } from './openai-parts.ts'
import { asCount, asObject, asText, given, parsed, type Loose } from './read.ts'

type Changing = { [member: string]: unknown }

/**
 * `InvokeModelWithBidirectionalStream`: one request that lasts as long as the talk. Its input is what the program wrote; its
 * output what the model heard and said, in this order, in words. Sound is many long pieces, and not kept.
 */
export const bedrockBidirectional: Endpoint = {
  operation: 'chat',
  spanKind: 'llm',
  request: body => ({
    ...given({ model: asText(body['modelId']) }),
    attributes: { ...converseParameters(body), 'gen_ai.request.stream': true },
    input: converseInput(body),
  }),
  response: () => ({}),
  stream: () => new TalkReader(),
}

/** The command with a body that is listened to while the SDK reads it; the command itself stays as it is. */
export function hearInput(call: Call, command: unknown): unknown {
  const input = asObject(asObject(command)['input'])
  const { body, modelId } = input
  if (!isIterable(body)) return command
  const said: Said = { modelId, system: [], messages: [] }
  call.body = said
  const contents = new Map<unknown, Loose>()
  const hear = (event: Loose): void => noteSaid(said, contents, event)
  return clientStandIn(command as object, { input: { ...input, body: heardBody(call, body, hear) } })
}

function heardBody(call: Call, body: AsyncIterable<unknown>, hear: (event: Loose) => void): AsyncIterable<unknown> {
  return {
    [Symbol.asyncIterator]() {
      const source = body[Symbol.asyncIterator]()
      const next = async (): Promise<IteratorResult<unknown>> => {
        const result = await source.next()
        try {
          if (result.done !== true) hear(eventOf(result.value))
        } catch (error) {
          call.start.listener.trouble('request', error)
        }
        return result
      }
      return { next, ...(source.return && { return: (value?: unknown) => source.return!(value) }) }
    },
  }
}

/** What the program has said so far, in the words of Converse. */
interface Said extends Changing {
  system: Loose[]
  messages: Loose[]
}

function noteSaid(said: Said, contents: Map<unknown, Loose>, { sessionStart, promptStart, ...event }: Loose): void {
  if (sessionStart !== undefined) said['inferenceConfig'] = asObject(sessionStart)['inferenceConfiguration']
  if (promptStart !== undefined) said['toolConfig'] = asObject(promptStart)['toolConfiguration']
  const start = asObject(event['contentStart'])
  if (event['contentStart'] !== undefined) contents.set(start['contentName'], start)
  const { contentName, content } = asObject(event['textInput'] ?? event['toolResult'])
  const text = asText(content)
  if (text === undefined) return
  const { role, toolResultInputConfiguration } = contents.get(contentName) ?? {}
  const { toolUseId } = asObject(toolResultInputConfiguration)
  if (event['toolResult'] !== undefined)
    said.messages.push({ role: 'tool', content: [{ toolResult: { toolUseId, content: [{ text }] } }] })
  else if (role === 'SYSTEM') said.system.push({ text })
  else said.messages.push({ role: (asText(role) ?? 'USER').toLowerCase(), content: [{ text }] })
}

/** Pieces are bytes of JSON. */
function eventOf(piece: unknown): Loose {
  const { bytes } = asObject(asObject(piece)['chunk'])
  if (!(bytes instanceof Uint8Array)) return {}
  return asObject(asObject(parsed(Buffer.from(bytes).toString('utf8')))['event'])
}

interface Heard {
  message: Message
  /** Said before it was spoken; what was spoken in the end comes again. */
  isGuess: boolean
}

class TalkReader implements StreamReader {
  readonly #heard: Heard[] = []
  readonly #contents = new Map<unknown, Loose>()
  #finish: string | undefined
  #id: string | undefined
  #usage: Usage | undefined

  chunk(chunk: unknown): boolean {
    const event = eventOf(chunk)
    const [kind = ''] = Object.keys(event)
    const facts = asObject(event[kind])
    switch (kind) {
      case 'contentStart':
        this.#contents.set(facts['contentId'], facts)
        return false
      case 'textOutput':
        return this.#say(facts, { type: 'text', content: asText(facts['content']) ?? '' })
      case 'toolUse':
        return this.#say(facts, toolCall(facts['toolUseId'], facts['toolName'], facts['content']))
      case 'usageEvent':
        this.#usage = usageOf(facts)
        return false
      default:
        this.#id ??= asText(facts['sessionId'])
        this.#finish = asText(facts['stopReason'])?.toLowerCase() ?? this.#finish
        return kind === 'audioOutput'
    }
  }

  finish(): ResponseFacts {
    const isTold = this.#heard.some(({ message, isGuess }) => message.role === 'assistant' && !isGuess)
    const messages = this.#heard.filter(({ isGuess }) => !(isGuess && isTold)).map(({ message }) => message)
    return given({
      id: this.#id,
      output: messages.length > 0 ? messages : undefined,
      finishReasons: this.#finish === undefined ? undefined : [this.#finish],
      usage: this.#usage,
    })
  }

  #say(facts: Loose, part: Message['parts'][number]): true {
    const start = this.#contents.get(facts['contentId'])
    const fields = asObject(parsed(asText(start?.['additionalModelFields']) ?? '{}'))
    const role = (asText(facts['role'] ?? start?.['role']) ?? 'ASSISTANT').toLowerCase()
    const isTool = part.type !== 'text'
    const message: Message = { role: isTool ? 'assistant' : role, parts: [part] }
    this.#heard.push({ message, isGuess: fields['generationStage'] === 'SPECULATIVE' })
    return true
  }
}

function usageOf(facts: Loose): Usage {
  const { input, output } = asObject(asObject(facts['details'])['total'])
  return given({
    input: asCount(facts['totalInputTokens']),
    output: asCount(facts['totalOutputTokens']),
    audioInput: asCount(asObject(input)['speechTokens']),
    audioOutput: asCount(asObject(output)['speechTokens']),
  })
}
