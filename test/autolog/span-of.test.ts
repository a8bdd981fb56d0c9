import Anthropic from '@anthropic-ai/sdk'
import { BedrockRuntimeClient, ConverseCommand, ConverseStreamCommand } from '@aws-sdk/client-bedrock-runtime'
import { GoogleGenAI } from '@google/genai'
import * as mistral from '@mistralai/mistralai'
import {
  enableAnthropicAutolog,
  enableBedrockAutolog,
  enableCohereAutolog,
  enableGoogleGenaiAutolog,
  enableGroqAutolog,
  enableMistralAutolog,
  enableOllamaAutolog,
  enableOpenaiAutolog,
  enableZhipuAutolog,
  spanOf,
  type EnableOptions,
  type SdkAutolog,
} from '@seetrain/autolog'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { CohereClientV2 } from 'cohere-ai'
import Groq from 'groq-sdk'
import { Ollama } from 'ollama'
import OpenAI from 'openai'
import { ZhipuAI } from 'zhipuai'
import { ZhipuAI as ZhipuV4 } from 'zhipuai-sdk-nodejs-v4'
import { helloEvents, messageAnswer } from './anthropic-behaviours.ts'
import { awsEvents } from './bedrock-event-stream.ts'
import { events, json, lines, type Answer } from './fake-server.ts'
import { chatAnswer, chatChunks } from './openai-answers.ts'
import { drain, spansOf, Stage } from './stage.ts'

const stage = new Stage()
const key = { apiKey: 'key-for-tests-1234', maxRetries: 0 }
const question = { model: 'm', messages: [{ role: 'user' as const, content: 'Hi' }] }
const streamed = { ...question, stream: true as const }
const google = () =>
  new GoogleGenAI({ apiKey: 'none', vertexai: false, httpOptions: { baseUrl: stage.server.url, fetch } })
const generated = (more: object = {}) => ({
  candidates: [{ index: 0, content: { role: 'model', parts: [{ text: 'Hello' }] }, finishReason: 'STOP' }],
  ...more,
})
const gemini = { model: 'gemini-2.5-flash', contents: 'Hi' }
const bedrock = () =>
  new BedrockRuntimeClient({
    region: 'eu-central-1',
    endpoint: stage.server.url,
    credentials: { accessKeyId: 'key-for-tests', secretAccessKey: 'secret-for-tests' },
    requestHandler: new NodeHttpHandler(),
  })
const converse = { modelId: 'm', messages: [{ role: 'user' as const, content: [{ text: 'Hi' }] }] }
const openai = () => new OpenAI({ ...key, baseURL: stage.server.url })
const anthropic = () => new Anthropic({ ...key, baseURL: stage.server.url })
const mistralClient = () => new mistral.Mistral({ apiKey: 'key-for-tests-1234', serverURL: stage.server.url })
const cohere = () => new CohereClientV2({ token: 'key-for-tests-1234', environment: stage.server.url, maxRetries: 0 })
const groq = () => new Groq({ ...key, baseURL: stage.server.url })
const ollama = () => new Ollama({ host: stage.server.url })
const zhipu = () => new ZhipuAI({ apiKey: 'key-for-tests.1234', baseURL: stage.server.url, fetch: fetch as never })
const zhipuV4 = () => new ZhipuV4({ apiKey: 'key-for-tests.1234', baseUrl: stage.server.url })

const chat = json(chatAnswer('Hello'))
const chunks = events(chatChunks(['Hello']))
const message = { ...question, max_tokens: 5 }
const cohereAnswer = json({ id: 'c', finish_reason: 'COMPLETE', message: { role: 'assistant', content: [] } })
const interaction = { id: 'i', status: 'completed', steps: [], object: 'interaction' }

type Case = readonly [
  name: string,
  enable: (options: EnableOptions) => SdkAutolog,
  answer: Answer,
  use: () => Promise<object>,
  module?: unknown,
]

const whole: Case[] = [
  ['OpenAI chat', enableOpenaiAutolog, chat, () => openai().chat.completions.create(question)],
  ['OpenAI parse', enableOpenaiAutolog, chat, () => openai().chat.completions.parse(question)],
  [
    'OpenAI responses',
    enableOpenaiAutolog,
    json({ id: 'resp_1', object: 'response', status: 'completed', output: [] }),
    () => openai().responses.create({ model: 'm', input: 'Hi' }),
  ],
  [
    'OpenAI with its response',
    enableOpenaiAutolog,
    chat,
    async () => (await openai().chat.completions.create(question).withResponse()).data,
  ],
  ['Anthropic', enableAnthropicAutolog, json(messageAnswer()), () => anthropic().messages.create(message)],
  ['Groq', enableGroqAutolog, chat, () => groq().chat.completions.create(question)],
  ['Mistral', enableMistralAutolog, chat, () => mistralClient().chat.complete(question), mistral],
  ['Cohere', enableCohereAutolog, cohereAnswer, () => cohere().chat(question)],
  ['Ollama', enableOllamaAutolog, json({ message: {}, done: true }), () => ollama().chat(question)],
  ['Zhipu', enableZhipuAutolog, chat, () => zhipu().chat.completions.create(question as never)],
  ['Zhipu, version 4', enableZhipuAutolog, chat, () => zhipuV4().completions.create(question)],
  [
    'Bedrock',
    enableBedrockAutolog,
    json({ stopReason: 'end_turn' }),
    () => bedrock().send(new ConverseCommand(converse)),
  ],
  ['Google', enableGoogleGenaiAutolog, json(generated()), () => google().models.generateContent(gemini)],
  [
    'Google, a chat',
    enableGoogleGenaiAutolog,
    json(generated()),
    () => google().chats.create({ model: gemini.model }).sendMessage({ message: 'Hi' }),
  ],
  [
    'Google, embeddings',
    enableGoogleGenaiAutolog,
    json({ embeddings: [{ values: [1] }] }),
    () => google().models.embedContent({ model: 'text-embedding-004', contents: 'one' }),
  ],
  [
    'Google, counted tokens',
    enableGoogleGenaiAutolog,
    json({ totalTokens: 3 }),
    () => google().models.countTokens(gemini),
  ],
  [
    'Google, an interaction',
    enableGoogleGenaiAutolog,
    json(interaction),
    () => google().interactions.create({ model: 'gemini-2.5-flash', input: 'Hi' }),
  ],
]

const streams: Case[] = [
  ['OpenAI', enableOpenaiAutolog, chunks, () => openai().chat.completions.create(streamed)],
  [
    'Anthropic',
    enableAnthropicAutolog,
    events(helloEvents, { done: false }),
    () => anthropic().messages.create({ ...message, stream: true }),
  ],
  ['Groq', enableGroqAutolog, chunks, () => groq().chat.completions.create(streamed)],
  ['Mistral', enableMistralAutolog, chunks, () => mistralClient().chat.stream(question), mistral],
  ['Cohere', enableCohereAutolog, events([{ type: 'message-end', delta: {} }]), () => cohere().chatStream(question)],
  ['Ollama', enableOllamaAutolog, lines([{ message: {}, done: true }]), () => ollama().chat(streamed)],
  ['Zhipu', enableZhipuAutolog, chunks, () => zhipu().chat.completions.create(streamed as never)],
  ['Zhipu, version 4', enableZhipuAutolog, chunks, () => zhipuV4().completions.create(streamed)],
  [
    'Bedrock',
    enableBedrockAutolog,
    awsEvents([['messageStop', { stopReason: 'end_turn' }]]),
    async () => (await bedrock().send(new ConverseStreamCommand(converse))).stream!,
  ],
  [
    'Google',
    enableGoogleGenaiAutolog,
    events([generated()], { done: false }),
    () => google().models.generateContentStream(gemini),
  ],
  [
    'Google, a chat',
    enableGoogleGenaiAutolog,
    events([generated()], { done: false }),
    () => google().chats.create({ model: gemini.model }).sendMessageStream({ message: 'Hi' }),
  ],
  [
    'Google, an interaction',
    enableGoogleGenaiAutolog,
    events([{ event_type: 'interaction.completed', interaction }]),
    () => google().interactions.create({ model: 'gemini-2.5-flash', input: 'Hi', stream: true }),
  ],
]

async function spansWhile([, enable, answer, use, module]: Case, then: (answered: object) => unknown) {
  stage.server.answer(answer)
  const handle = stage.enable(enable, module === undefined ? {} : { module })
  const answered = await use()
  const held = spanOf(answered)
  await then(answered)
  expect(handle.getStats().failures).toBe(0)
  return { held, spans: await spansOf(handle.run) }
}

test.each(whole.map(one => [one[0], one] as const))('%s: an answer knows its span', async (_, one) => {
  const { held, spans } = await spansWhile(one, () => {})
  expect(spans).toHaveLength(1)
  expect(held?.spanId).toBe(spans[0]!.spanId)
  expect(held?.traceId).toBe(spans[0]!.traceId)
})

test.each(streams.map(one => [one[0], one] as const))('%s: a stream knows its span', async (_, one) => {
  const { held, spans } = await spansWhile(one, stream => drain(stream as AsyncIterable<unknown>))
  expect(spans).toHaveLength(1)
  expect(held?.spanId).toBe(spans[0]!.spanId)
})

test('of calls at once, each answer of Google knows its own', async () => {
  stage.server.answer((request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify(generated({ responseId: /\d(?=")/.exec(request.body)![0] })))
  })
  const handle = stage.enable(enableGoogleGenaiAutolog)
  const client = google()
  const answers = await Promise.all(
    [1, 2, 3].map(n => client.models.generateContent({ ...gemini, contents: `Say ${n}` })),
  )
  const spans = await spansOf(handle.run)
  for (const answer of answers) {
    const span = spans.find(({ spanId }) => spanId === spanOf(answer)?.spanId)
    expect(span?.attributes['gen_ai.response.id']).toBe(answer.responseId)
  }
})

test('when functions are called by themselves, the answer is that of the last call', async () => {
  const asks = { candidates: [{ content: { parts: [{ functionCall: { name: 'sky', args: {} } }] } }] }
  stage.server.answer(json(asks), json(generated({ responseId: 'last' })))
  const handle = stage.enable(enableGoogleGenaiAutolog)
  const tool = {
    tool: async () => ({ functionDeclarations: [{ name: 'sky' }] }),
    callTool: async () => [{ functionResponse: { name: 'sky', response: { output: 'grey' } } }],
  }
  const answer = await google().models.generateContent({ ...gemini, config: { tools: [tool] } })
  const [, last] = await spansOf(handle.run)
  expect(last?.attributes['gen_ai.response.id']).toBe('last')
  expect(spanOf(answer)?.spanId).toBe(last!.spanId)
})

test('what is no answer has none', () => {
  expect(spanOf({})).toBeUndefined()
})
