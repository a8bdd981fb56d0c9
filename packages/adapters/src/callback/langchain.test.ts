import type { SpanRecord } from '@seetrain/core'
import { captureDiag } from '@seetrain/core/testing'
import { FakeListChatModel, FakeRetriever } from '@langchain/core/utils/testing'
import { AIMessage, HumanMessage, SystemMessage, ToolMessage, type BaseMessage } from '@langchain/core/messages'
import { ChatPromptTemplate } from '@langchain/core/prompts'
import { RunnableLambda } from '@langchain/core/runnables'
import { BaseChatModel } from '@langchain/core/language_models/chat_models'
import type { ChatResult } from '@langchain/core/outputs'
import { tool } from '@langchain/core/tools'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { definition, LangchainIntegration, type LangchainOptions } from './langchain.ts'

const ID = {
  chain: '0199a1b2-0000-7000-8000-00000000000a',
  model: '0199a1b2-0000-7000-8000-00000000000b',
  text: '0199a1b2-0000-7000-8000-00000000000c',
  tool: '0199a1b2-0000-7000-8000-00000000000d',
  retriever: '0199a1b2-0000-7000-8000-00000000000e',
}

describeIntegration('langchain', {
  definition,
  calls: {
    handleChainStart: [{ id: ['langchain', 'RunnableSequence'] }, { question: 'why' }, ID.chain],
    handleAgentAction: [{ tool: 'search', toolInput: 'why' }, ID.chain],
    handleCustomEvent: ['progress', { done: 1 }, ID.chain],
    handleChatModelStart: [
      {},
      [[{ type: 'human', content: 'why' }]],
      ID.model,
      ID.chain,
      {},
      ['a'],
      { ls_provider: 'x' },
    ],
    handleLLMNewToken: ['be', { prompt: 0, completion: 0 }, ID.model],
    handleLLMEnd: [{ generations: [[{ text: 'because' }]], llmOutput: { tokenUsage: { promptTokens: 2 } } }, ID.model],
    handleLLMStart: [{ name: 'plain' }, ['why'], ID.text, ID.chain],
    handleLLMError: [new Error('busy'), ID.text],
    handleToolStart: [{ name: 'search' }, 'why', ID.tool, ID.chain],
    handleToolEnd: ['found', ID.tool],
    handleToolError: [new Error('late'), ID.tool],
    handleRetrieverStart: [{}, 'why', ID.retriever, ID.chain],
    handleRetrieverEnd: [[{ pageContent: 'text' }], ID.retriever],
    handleRetrieverError: [new Error('late'), ID.retriever],
    handleChainEnd: [{ answer: 'because' }, ID.chain],
    handleChainError: [new Error('late'), ID.chain],
  },
  refused: {
    handleLLMEnd: { args: ['text', ID.model], field: 'output' },
    handleChainStart: { args: [{}, {}], field: 'runId' },
  },
})

/** Answers as a provider does, with counts of tokens; or fails. */
class CountingModel extends BaseChatModel {
  readonly #answer: AIMessage | Error

  constructor(answer: AIMessage | Error) {
    super({})
    this.#answer = answer
  }

  override _llmType(): string {
    return 'counting'
  }

  override getLsParams(options: this['ParsedCallOptions']) {
    return { ...super.getLsParams(options), ls_provider: 'acme', ls_model_name: 'acme-1', ls_temperature: 0.25 }
  }

  override async _generate(): Promise<ChatResult> {
    if (this.#answer instanceof Error) throw this.#answer
    return { generations: [{ text: String(this.#answer.content), message: this.#answer }] }
  }
}

describe('langchain with the real library', () => {
  let runs: RunFolder
  let lines: string[]
  let release: () => void
  let integration: LangchainIntegration

  beforeEach(() => {
    lines = []
    release = captureDiag(line => lines.push(line))
    runs = new RunFolder()
    listen()
  })

  afterEach(async () => {
    release()
    await runs.close()
  })

  function listen(options?: LangchainOptions) {
    integration = new LangchainIntegration(runs.open(), options)
  }

  const config = () => ({ callbacks: [integration.getCallback() as never] })

  async function spans(): Promise<SpanRecord[]> {
    return (await runs.records(integration.run)).filter(record => record.kind === 'span')
  }

  const named = async (name: string) => (await spans()).find(span => span.name === name)!

  test('a chain is a span, what happens inside are its children', async () => {
    const answer = new AIMessage({
      content: 'Because.',
      usage_metadata: { input_tokens: 7, output_tokens: 3, total_tokens: 10, input_token_details: { cache_read: 2 } },
      response_metadata: { model_name: 'acme-1-2026', finish_reason: 'stop' },
    })
    const chain = ChatPromptTemplate.fromMessages([
      ['system', 'Be brief.'],
      ['human', '{question}'],
    ]).pipe(new CountingModel(answer))
    await chain.invoke({ question: 'Why?' }, { ...config(), tags: ['docs'], metadata: { user: 'ada' } })
    const [root, model] = [await named('RunnableSequence'), await named('chat acme-1')]
    expect(root.parentId).toBeUndefined()
    expect(root).toMatchObject({ spanKind: 'chain', status: 'ok', input: { question: 'Why?' } })
    expect(root.attributes).toMatchObject({ 'langchain.tags': ['docs'], 'langchain.metadata.user': 'ada' })
    expect(model).toMatchObject({ parentId: root.spanId, traceId: root.traceId, spanKind: 'llm' })
    expect(model.attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'acme',
      'gen_ai.request.model': 'acme-1',
      'gen_ai.request.temperature': 0.25,
      'gen_ai.response.model': 'acme-1-2026',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.output_tokens': 3,
      'gen_ai.usage.cache_read.input_tokens': 2,
    })
    expect(model.input).toEqual([
      { role: 'system', parts: [{ type: 'text', content: 'Be brief.' }] },
      { role: 'user', parts: [{ type: 'text', content: 'Why?' }] },
    ])
    expect(model.output).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: 'Because.' }] }])
    expect(lines).toEqual([])
  })

  test('an error is the same object, and every span around it has failed', async () => {
    const error = new Error('the key sk-abcdefghijklmnopqrstuvwxyz0123456789 is refused')
    const chain = RunnableLambda.from((text: string) => text).pipe(
      new CountingModel(error).withRetry({ stopAfterAttempt: 1 }),
    )
    await expect(chain.invoke('Why?', config())).rejects.toBe(error)
    expect((await named('chat acme-1')).status).toBe('error')
    const { status, error: told } = await named('RunnableSequence')
    expect([status, told?.name]).toEqual(['error', 'Error'])
    expect(told?.message).not.toContain('abcdefghijklmnop')
  })

  test('tool calls and their results are parts of messages', async () => {
    const call = { id: 'c1', name: 'add', args: { a: 1 } }
    const model = new CountingModel(new AIMessage({ content: '', tool_calls: [call] }))
    const messages: BaseMessage[] = [
      new HumanMessage('1+1'),
      new AIMessage({ content: '', tool_calls: [call] }),
      new ToolMessage('2', 'c1'),
    ]
    await model.invoke([new SystemMessage('x'), ...messages], config())
    const { input, output } = await named('chat acme-1')
    expect((input as object[])[3]).toEqual({
      role: 'tool',
      parts: [{ type: 'tool_call_response', id: 'c1', response: '2' }],
    })
    expect(output).toEqual([
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'add', arguments: { a: 1 } }] },
    ])
  })

  test('tools and retrievers', async () => {
    const echo = tool((input: unknown) => (input as { text: string }).text, {
      name: 'echo',
      schema: { type: 'object', properties: { text: { type: 'string' } } },
    })
    await echo.invoke({ text: 'hi' }, config())
    await new FakeRetriever().invoke('why', config())
    expect(await named('echo')).toMatchObject({ spanKind: 'tool', attributes: { 'gen_ai.tool.name': 'echo' } })
    const retriever = await named('FakeRetriever')
    expect([retriever.spanKind, retriever.input]).toEqual(['retriever', 'why'])
    expect(retriever.output).toHaveLength(2)
  })

  test('a stream has the time to its first token, and its whole answer', async () => {
    const stream = await new FakeListChatModel({ responses: ['abc'] }).stream('spell', config())
    let text = ''
    for await (const chunk of stream) text += chunk.content as string
    const [span] = await spans()
    expect(text).toBe('abc')
    expect(span?.attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThanOrEqual(0)
    expect(span?.output).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: 'abc' }] }])
  })

  test('calls at the same time keep apart', async () => {
    const model = new CountingModel(new AIMessage('x'))
    const chain = RunnableLambda.from((text: string) => text).pipe(model)
    await Promise.all(['a', 'b', 'c'].map(text => chain.invoke(text, config())))
    const all = await spans()
    expect(new Set(all.map(span => span.traceId)).size).toBe(3)
    for (const model of all.filter(span => span.spanKind === 'llm'))
      expect(all.find(span => span.spanId === model.parentId)?.input).toEqual({ input: saidIn(model) })
  })

  function saidIn({ input }: SpanRecord): unknown {
    return (input as { parts: { content: string }[] }[])[0]?.parts[0]?.content
  }

  test('content: false keeps no word; models: false leaves the calls of models out', async () => {
    listen({ content: false })
    await new CountingModel(new Error('secret words')).invoke('private', config()).catch(() => {})
    expect(JSON.stringify(await spans())).not.toMatch(/private|secret words/)
    listen({ models: false })
    await RunnableLambda.from((text: string) => text)
      .pipe(new CountingModel(new AIMessage('x')))
      .invoke('q', config())
    expect((await spans()).map(span => span.spanKind)).not.toContain('llm')
  })

  test('work that never ended is told as aborted when the run ends', async () => {
    integration.getCallback()
    integration.callHook('handleChainStart', [{}, 'in', ID.chain])
    await integration.finish()
    expect(await spans()).toMatchObject([{ name: 'chain', status: 'aborted' }])
  })

  test('trap 21: a switch that is no switch is refused', () => {
    expect(() => definition.create(runs.open(), { content: 'no' })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'content' }),
    )
  })
})
