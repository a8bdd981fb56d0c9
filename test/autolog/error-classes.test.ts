/** Every class of error that an SDK exports, in whatever way it comes: the program gets the very object. */
import { enableAnthropicAutolog, enableGroqAutolog, enableOpenaiAutolog } from '@seetrain/autolog'
import type OpenAI from 'openai'
import { messageAnswer } from './anthropic-behaviours.ts'
import { chatAnswer, chatChunk } from './openai-answers.ts'
import { sdkVersion } from './sdk-version.ts'
import { drain, spansOf, Stage } from './stage.ts'

const stage = new Stage()

type ErrorClass = new (...args: never[]) => Error
type Client = { prepareOptions?: unknown }
type ClientClass = new (options: object) => Client
interface Sdk {
  name: string
  clientClass: string
  enable: typeof enableOpenaiAutolog
}

const SDKS: Sdk[] = [
  ...['openai', 'openai-6', 'openai-5', 'openai-4'].map(name => ({
    name,
    clientClass: 'OpenAI',
    enable: enableOpenaiAutolog,
  })),
  ...['@anthropic-ai/sdk', 'anthropic-sdk-0'].map(name => ({
    name,
    clientClass: 'Anthropic',
    enable: enableAnthropicAutolog,
  })),
  { name: 'groq-sdk', clientClass: 'Groq', enable: enableGroqAutolog },
]

/** Of the module, its client class and its file of errors. */
function errorClassesOf({ name, clientClass }: Sdk): ErrorClass[] {
  const module = sdkVersion<{ [exported: string]: unknown }>(name)
  const holders = [module, module[clientClass], sdkVersion<object>(`${name}/error`)]
  const exported = holders.flatMap(holder => Object.values(holder as object) as unknown[])
  return [...new Set(exported)].filter(
    (value): value is ErrorClass => typeof value === 'function' && value.prototype instanceof Error,
  )
}

/** An error of a class, whatever its constructor asks for. */
function errorOf(type: ErrorClass): Error {
  return Reflect.construct<[string], Error>(Error, ['no'], type)
}

function clientOf({ name, clientClass }: Sdk, fetch: () => Promise<Response>): Client {
  const Class = sdkVersion<{ [exported: string]: ClientClass }>(name)[clientClass]!
  return new Class({ apiKey: 'key-for-tests-1234', baseURL: 'http://127.0.0.1:9', maxRetries: 0, fetch })
}

function ask(client: Client, more: object = {}): Promise<unknown> {
  const question = { model: 'm', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }], ...more }
  if ('chat' in client) return (client as unknown as OpenAI).chat.completions.create(question as never)
  return (client as { messages: { create(body: object): Promise<unknown> } }).messages.create(question)
}

/** How an error reaches the program. Each returns what the program catches. */
const WAYS: { readonly [way: string]: (sdk: Sdk, error: Error) => Promise<unknown> } = {
  async 'before the request'(sdk, error) {
    const client = clientOf(sdk, async () => Response.json({}))
    client.prepareOptions = async () => {
      throw error
    }
    return caught(ask(client))
  },
  async 'by fetch, as the cause'(sdk, error) {
    const seen = await caught(ask(clientOf(sdk, () => Promise.reject(error))))
    return seen === error ? seen : (seen as Error).cause
  },
  async 'while the answer is read'(sdk, error) {
    const answer = sdk.clientClass === 'Anthropic' ? messageAnswer() : chatAnswer('Hello')
    const unreadable = () => {
      const response = Response.json(answer)
      return Object.assign(response, { json: () => Promise.reject(error), text: () => Promise.reject(error) })
    }
    return caught(ask(clientOf(sdk, async () => unreadable())))
  },
  async 'in the middle of a stream'(sdk, error) {
    const stream = await ask(
      clientOf(sdk, async () => brokenStream(error)),
      { stream: true },
    )
    return caught(drain(stream as AsyncIterable<unknown>))
  },
}

function brokenStream(error: Error): Response {
  let pulls = 0
  const body = new ReadableStream({
    pull(controller) {
      if (pulls++ > 0) return controller.error(error)
      const [ping, chunk] = ['event: ping\ndata: {"type":"ping"}\n\n', JSON.stringify(chatChunk({ content: 'Hel' }))]
      controller.enqueue(new TextEncoder().encode(`${ping}data: ${chunk}\n\n`))
    },
  })
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}

async function caught(work: Promise<unknown>): Promise<unknown> {
  try {
    await work
    return 'nothing was thrown'
  } catch (error) {
    return error
  }
}

/** Per class, whether the program caught the very object that was thrown; what else it caught. */
async function caughtOf(sdk: Sdk, way: string): Promise<{ [name: string]: unknown }> {
  const seen: { [name: string]: unknown } = {}
  for (const type of errorClassesOf(sdk)) {
    const error = errorOf(type)
    const got = await WAYS[way]!(sdk, error)
    seen[type.name] = got === error ? 'the very object' : String(got)
  }
  return seen
}

const cases = SDKS.flatMap(sdk => Object.keys(WAYS).map(way => [sdk.name, way, sdk] as const))

test.each(cases)('%s: every exported class, %s', async (_, way, sdk) => {
  const bare = await caughtOf(sdk, way)
  const handle = stage.enable(sdk.enable, { module: sdkVersion(sdk.name) })
  expect(await caughtOf(sdk, way)).toEqual(bare)
  expect(handle.getStats().failures).toBe(0)
  const spans = await spansOf(handle.run)
  expect(spans).toHaveLength(Object.keys(bare).length)
  expect(spans.filter(({ status }) => status === 'ok')).toEqual([])
})

test.each(SDKS.map(sdk => [sdk.name, sdk] as const))(
  '%s: what is thrown before the request is what is caught',
  async (_, sdk) => {
    const names = errorClassesOf(sdk).map(({ name }) => name)
    expect(names).toEqual(
      expect.arrayContaining(['APIError', 'APIUserAbortError', 'RateLimitError', 'InternalServerError']),
    )
    stage.enable(sdk.enable, { module: sdkVersion(sdk.name) })
    const caughtAll = await caughtOf(sdk, 'before the request')
    expect(caughtAll).toEqual(Object.fromEntries(names.map(name => [name, 'the very object'])))
  },
)
