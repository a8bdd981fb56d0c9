/** One call, seen by a framework's adapter and by the autolog of the SDK below it, is one record. */
import { createRequire } from 'node:module'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import {
  enableGroqAutolog,
  enableOpenaiAutolog,
  enableVercelAiAutolog,
  enableZhipuAutolog,
  trace,
} from '@seetrain/autolog'
import { LangchainIntegration, type LangchainOptions } from '@seetrain/adapters/langchain'
import { LlamaindexIntegration } from '@seetrain/adapters/llamaindex'
import { init, type Integration, type Run, type SpanRecord } from '@seetrain/core'
import { HumanMessage } from '@langchain/core/messages'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { ChatOpenAI } from '@langchain/openai'
import { Settings } from '@llamaindex/core/global'
import { RetrieverQueryEngine } from '@llamaindex/core/query-engine'
import { getResponseSynthesizer } from '@llamaindex/core/response-synthesizers'
import { BaseRetriever } from '@llamaindex/core/retriever'
import { TextNode } from '@llamaindex/core/schema'
import { OpenAI as LlamaindexOpenAI } from '@llamaindex/openai'
import { generateText } from 'ai'
import OpenAI from 'openai'
import { events, json, type Answer } from './fake-server.ts'
import { chatAnswer, chatChunks } from './openai-answers.ts'
import { drain, spansOf, Stage } from './stage.ts'

const stage = new Stage()
const failed = json({ error: { message: 'busy', type: 'server', code: 'busy' } }, { status: 500 })

const model = (options: object = {}) =>
  new ChatOpenAI({
    model: 'gpt-4o-mini',
    apiKey: 'key-for-tests-1234',
    maxRetries: 0,
    configuration: { baseURL: `${stage.server.url}/v1` },
    ...options,
  })
const chain = (options?: object) => ChatPromptTemplate.fromTemplate('Why is {thing} blue?').pipe(model(options))

/** Both on, in one run, while `use` is going on. */
async function both(
  adapt: (run: Run) => Integration,
  use: (integration: Integration) => Promise<unknown>,
  { answers = [json(chatAnswer('Because.'))], module }: { answers?: Answer[]; module?: object } = {},
): Promise<{ spans: SpanRecord[]; calls: SpanRecord[]; chains: SpanRecord[] }> {
  stage.server.answer(...answers)
  const handle = stage.enable(enableOpenaiAutolog, { ...(module && { module }) })
  const integration = stage.keep(adapt(handle.run))
  await use(integration)
  const spans = await spansOf(handle.run)
  expect([handle.getStats().failures, integration.getStats().failures]).toEqual([0, 0])
  const calls = spans.filter(({ spanKind }) => spanKind === 'llm')
  // the totals are those of the records
  const tokens = calls.reduce((sum, { attributes }) => sum + Number(attributes['gen_ai.usage.input_tokens'] ?? 0), 0)
  expect([handle.totals.calls, handle.totals.inputTokens]).toEqual([calls.length, tokens])
  return { spans, calls, chains: spans.filter(({ spanKind }) => spanKind === 'chain') }
}

describe('LangChain.js', () => {
  const langchain = (
    use: (config: { callbacks: never[] }) => Promise<unknown>,
    { answers, ...options }: LangchainOptions & { answers?: Answer[] } = {},
  ) =>
    both(
      run => new LangchainIntegration(run, options),
      integration => use({ callbacks: [integration.getCallback() as never] }),
      { ...(answers && { answers }) },
    )

  test('a chain: the call lies below it, with its cost, and with what the chain says of it', async () => {
    const { spans, calls, chains } = await langchain(config =>
      chain().invoke({ thing: 'the sky' }, { ...config, tags: ['docs'], metadata: { user: 'ada' } }),
    )
    const sequence = chains.find(({ name }) => name === 'RunnableSequence')!
    expect(calls).toMatchObject([
      {
        name: 'chat gpt-4o-mini',
        traceId: sequence.traceId,
        parentId: sequence.spanId,
        output: [{ parts: [{ content: 'Because.' }] }],
        attributes: {
          'langchain.metadata.user': 'ada',
          'langchain.tags': expect.arrayContaining(['docs']) as string[],
          'gen_ai.usage.input_tokens': 10,
          'seetrain.cost.total': expect.any(Number) as number,
          'http.response.status_code': 200,
        },
      },
    ])
    expect(spans.filter(({ attributes }) => 'gen_ai.usage.input_tokens' in attributes)).toHaveLength(1)
  })

  test.each([
    ['its end', Number.POSITIVE_INFINITY, 'ok'],
    ['its second piece', 2, 'aborted'],
  ])('a stream, read to %s', async (_, most, status) => {
    const { calls, chains } = await langchain(
      async config => {
        const pieces: unknown[] = []
        for await (const piece of await chain().stream({ thing: 'the sky' }, config))
          if (pieces.push(piece) >= most) break
      },
      { answers: [events(chatChunks(['Be', 'cause.']))] },
    )
    expect(calls).toMatchObject([{ status, attributes: { 'gen_ai.response.time_to_first_chunk': expect.any(Number) } }])
    if (chains.length > 0) expect(calls[0]!.traceId).toBe(chains[0]!.traceId)
  })

  test('the API of responses', async () => {
    const answer = {
      id: 'resp_1',
      object: 'response',
      status: 'completed',
      model: 'gpt-4o-mini',
      output: [
        {
          id: 'msg_1',
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: 'Because.', annotations: [] }],
        },
      ],
      usage: { input_tokens: 10, output_tokens: 5, total_tokens: 15 },
    }
    const { calls, chains } = await langchain(
      config => chain({ useResponsesApi: true }).invoke({ thing: 'the sky' }, config),
      {
        answers: [json(answer)],
      },
    )
    expect(calls).toMatchObject([{ traceId: chains[0]!.traceId, attributes: { 'gen_ai.usage.output_tokens': 5 } }])
  })

  test('one that fails', async () => {
    const { calls } = await langchain(
      config =>
        chain()
          .invoke({ thing: 'the sky' }, config)
          .catch(() => {}),
      {
        answers: [failed],
      },
    )
    expect(calls).toMatchObject([{ status: 'error', attributes: { 'http.response.status_code': 500 } }])
  })

  test('many at once, some of which ask the same, and one that the program makes itself', async () => {
    const things = ['the sky', 'the sea', 'the sky', 'ice']
    const { calls, chains } = await langchain(async config => {
      const own = new OpenAI({ apiKey: 'key-for-tests-1234', baseURL: `${stage.server.url}/v1` })
      await Promise.all([
        ...things.map(thing => chain().invoke({ thing }, config)),
        own.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Hi' }] }),
      ])
    })
    expect(calls).toHaveLength(5)
    const sequences = chains.filter(({ name }) => name === 'RunnableSequence')
    const around = calls.map(({ parentId }) => sequences.find(({ spanId }) => spanId === parentId)?.input)
    expect(around.map(input => JSON.stringify(input ?? null)).toSorted()).toEqual(
      [...things.map(thing => JSON.stringify({ thing })), 'null'].toSorted(),
    )
  })

  test('a model by itself, and a trace of the user around it', async () => {
    const { calls, spans } = await langchain(async config => {
      await model().invoke([new HumanMessage('Hi')], config)
      await trace('outer', () => model().invoke([new HumanMessage('Hi')], config))
    })
    expect(calls).toHaveLength(2)
    expect(calls[0]!.parentId).toBeUndefined()
    expect(calls[1]!.parentId).toBe(spans.find(({ name }) => name === 'outer')!.spanId)
  })

  test('models: false changes nothing of it; a model that no autolog hears is then not recorded', async () => {
    const { calls, chains } = await langchain(config => chain().invoke({ thing: 'the sky' }, config), { models: false })
    expect(calls).toMatchObject([{ traceId: chains[0]!.traceId }])
  })

  test('in another run each has its own', async () => {
    stage.server.answer(json(chatAnswer('Because.')))
    const handle = stage.enable(enableOpenaiAutolog)
    const other = stage.enable(enableOpenaiAutolog)
    other.disable()
    const integration = stage.keep(new LangchainIntegration(other.run))
    await chain().invoke({ thing: 'the sky' }, { callbacks: [integration.getCallback() as never] })
    for (const { run } of [handle, other])
      expect((await spansOf(run)).filter(({ spanKind }) => spanKind === 'llm')).toHaveLength(1)
  })
})

class Shelf extends BaseRetriever {
  // public, unlike that of its base
  // oxlint-disable-next-line no-useless-constructor
  constructor() {
    super()
  }

  override async _retrieve() {
    return [{ node: new TextNode({ text: 'Air scatters short waves.' }), score: 1 }]
  }
}

describe('LlamaIndex.TS, whose model brings an SDK of its own', () => {
  const require = createRequire(createRequire(import.meta.url).resolve('@llamaindex/openai'))
  const module = require('openai') as { OpenAI: typeof OpenAI }
  // what it imports when it is first used, Jest does not load
  const session = () =>
    new module.OpenAI({ apiKey: 'key-for-tests-1234', maxRetries: 0, baseURL: `${stage.server.url}/v1` })
  const llm = () => new LlamaindexOpenAI({ model: 'gpt-4o-mini', session: session() as never })
  const llamaindex = (use: () => Promise<unknown>, answers: Answer[]) =>
    both(run => new LlamaindexIntegration(run, { settings: Settings }), use, { module, answers })
  const messages = [{ role: 'user' as const, content: 'Why is the sky blue?' }]

  test('a question: the call lies within the synthesis', async () => {
    const { calls, chains } = await llamaindex(async () => {
      Settings.llm = llm()
      await new RetrieverQueryEngine(new Shelf(), getResponseSynthesizer('compact')).query({ query: 'Why?' })
    }, [json(chatAnswer('Because.'))])
    const synthesis = chains.find(({ name }) => name === 'synthesize')!
    expect(calls).toMatchObject([
      {
        traceId: synthesis.traceId,
        parentId: synthesis.spanId,
        attributes: { 'gen_ai.usage.input_tokens': 10, 'seetrain.cost.total': expect.any(Number) as number },
      },
    ])
  })

  test('a stream', async () => {
    const { calls } = await llamaindex(
      async () => drain(await llm().chat({ messages, stream: true })),
      [events(chatChunks(['Be', 'cause.']))],
    )
    expect(calls).toMatchObject([{ status: 'ok', output: [{ parts: [{ content: 'Because.' }] }] }])
  })

  test('one that fails, of which the framework tells no end', async () => {
    const { calls } = await llamaindex(
      () =>
        llm()
          .chat({ messages })
          .catch(() => {}),
      [failed],
    )
    expect(calls).toMatchObject([{ status: 'error' }])
  })
})

test('the Vercel AI SDK makes its requests itself: its telemetry is the one that tells of them', async () => {
  stage.server.answer(json(chatAnswer('Because.')))
  const handles = [enableOpenaiAutolog, enableVercelAiAutolog].map(enable => stage.enable(enable))
  const provider = createOpenAICompatible({ name: 'fake', baseURL: `${stage.server.url}/v1` })
  await generateText({ model: provider('gpt-4o-mini'), prompt: 'Why?' })
  expect(stage.server.requests).toHaveLength(1)
  const [openai, vercel] = await Promise.all(handles.map(({ run }) => spansOf(run)))
  expect(openai).toEqual([])
  expect(vercel!.map(({ spanKind }) => spanKind).toSorted()).toEqual(['chain', 'llm'])
})

test.each([
  ['https://api.groq.com/openai/v1', 'groq', 'openai'],
  ['https://open.bigmodel.cn/api/paas/v4', 'zhipu_ai', 'zhipu'],
  ['https://api.deepseek.com', 'deepseek', 'openai'],
])(
  'several autologs of the OpenAI language, a client for %s: one record, of one of them',
  async (baseURL, provider, framework) => {
    const run = init(stage.runOptions())
    const handles = [enableOpenaiAutolog, enableGroqAutolog, enableZhipuAutolog].map(enable => enable())
    const client = new OpenAI({
      apiKey: 'key-for-tests-1234',
      baseURL,
      fetch: async () => Response.json(chatAnswer('Hi')),
    })
    await client.chat.completions.create({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] })
    const spans = await spansOf(run)
    expect(spans.map(({ attributes }) => attributes['gen_ai.provider.name'])).toEqual([provider])
    expect(handles.filter(({ totals }) => totals.calls > 0).map(handle => handle.framework)).toEqual([framework])
    for (const handle of handles) handle.disable()
    await run.finish()
  },
)
