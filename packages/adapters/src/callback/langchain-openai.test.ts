import { ChatPromptTemplate } from '@langchain/core/prompts'
import { tool } from '@langchain/core/tools'
import { ChatOpenAI } from '@langchain/openai'
import { LangchainIntegration } from './langchain.ts'
import type { SpanRecord } from '@seetrain/core'
import { captureDiag } from '@seetrain/core/testing'
import { events, FakeServer, json } from '../../../../test/autolog/fake-server.ts'
import { chatAnswer, chatChunks } from '../../../../test/autolog/openai-answers.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'

let server: FakeServer
let runs: RunFolder
let integration: LangchainIntegration
let lines: string[]
let release: () => void

beforeAll(async () => {
  server = await FakeServer.start()
})

afterAll(() => server.stop())

beforeEach(() => {
  lines = []
  release = captureDiag(line => lines.push(line))
  runs = new RunFolder()
  integration = new LangchainIntegration(runs.open())
})

afterEach(async () => {
  release()
  await runs.close()
})

const model = () =>
  new ChatOpenAI({
    model: 'gpt-4o-mini',
    temperature: 0.5,
    apiKey: 'sk-test',
    maxRetries: 0,
    useResponsesApi: false,
    configuration: { baseURL: `${server.url}/v1` },
  })
const config = () => ({ callbacks: [integration.getCallback() as never] })
const chain = () => ChatPromptTemplate.fromTemplate('Why is {thing} blue?').pipe(model())

/** The one that ended last: what is around others. */
async function spanOf(kind: string): Promise<SpanRecord | undefined> {
  const records = await runs.records(integration.run)
  return records.findLast((record): record is SpanRecord => record.kind === 'span' && record.spanKind === kind)
}

test('a call through the provider: one request, its words, model and tokens, below the chain', async () => {
  server.answer(json(chatAnswer('Because.')))
  const { content } = await chain().invoke({ thing: 'the sky' }, config())
  expect([content, server.requests.length]).toEqual(['Because.', 1])
  const [outer, call] = [await spanOf('chain'), await spanOf('llm')]
  expect(call).toMatchObject({
    name: 'chat gpt-4o-mini',
    status: 'ok',
    parentId: outer?.spanId,
    input: [{ role: 'user', parts: [{ type: 'text', content: 'Why is the sky blue?' }] }],
    output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Because.' }] }],
    attributes: {
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.response.model': 'gpt-4o-mini-2024-07-18',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
    },
  })
  expect(JSON.stringify([outer, call])).not.toContain('sk-test')
  expect(lines).toEqual([])
})

test('a stream: its whole answer, its tokens and the time to the first', async () => {
  server.answer(events(chatChunks(['Be', 'cause.'])))
  let text = ''
  for await (const chunk of await chain().stream({ thing: 'the sky' }, config())) text += String(chunk.content)
  expect(text).toBe('Because.')
  expect(await spanOf('llm')).toMatchObject({
    output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Because.' }] }],
    attributes: {
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
    },
  })
})

test('a call of a tool is in the answer', async () => {
  const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Rome"}' } }
  server.answer(json(chatAnswer('', { tool_calls: [call] })))
  const weather = tool(() => 'sunny', { name: 'weather', schema: { type: 'object', properties: {} } })
  await model().bindTools([weather]).invoke('How is Rome?', config())
  expect((await spanOf('llm'))?.output).toEqual([
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Rome' } }] },
  ])
})

test('a refusal of the provider comes out as it is, and is told with its status', async () => {
  server.answer(json({ error: { message: 'slow down', type: 'rate', code: 'rate_limit' } }, { status: 429 }))
  const error: unknown = await chain()
    .invoke({ thing: 'x' }, config())
    .catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(Error)
  for (const kind of ['llm', 'chain'])
    expect(await spanOf(kind)).toMatchObject({ status: 'error', error: { message: (error as Error).message } })
})
