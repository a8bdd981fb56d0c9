import type { SpanRecord } from '@seetrain/core'
import { captureDiag } from '@seetrain/core/testing'
import { Settings } from '@llamaindex/core/global'
import {
  BaseLLM,
  type ChatMessage,
  type ChatResponse,
  type ChatResponseChunk,
  type LLMMetadata,
} from '@llamaindex/core/llms'
import { RetrieverQueryEngine } from '@llamaindex/core/query-engine'
import { getResponseSynthesizer } from '@llamaindex/core/response-synthesizers'
import { BaseRetriever } from '@llamaindex/core/retriever'
import { TextNode, type NodeWithScore } from '@llamaindex/core/schema'
import { wrapLLMEvent } from '@llamaindex/core/decorator'
import { describeIntegration } from '../../../../test/contracts/integration.ts'
import { RunFolder } from '../../../../test/fixtures/run-folder.ts'
import { definition, LlamaindexIntegration } from './llamaindex.ts'

const reason = { id: '7d3a3f5a-0000-4000-8000-00000000000a', parent: null }
const detail = (last: string, more: object = {}) => ({
  detail: { id: `7d3a3f5a-0000-4000-8000-00000000000${last}`, ...more },
  reason,
})
const toolCall = { id: 'c1', name: 'add', input: { a: 1 } }

describeIntegration('llamaindex', {
  definition,
  calls: {
    'query-start': [detail('1', { query: 'why' })],
    'retrieve-start': [detail('2', { query: { query: 'why' } })],
    'retrieve-end': [detail('2', { nodes: [] })],
    'synthesize-start': [detail('3', { query: { query: 'why', nodes: [] } })],
    'llm-start': [detail('4', { messages: [{ role: 'user', content: 'why' }] })],
    'llm-stream': [detail('4', { chunk: { delta: 'be' } })],
    'llm-end': [detail('4', { response: { message: { role: 'assistant', content: 'because' } } })],
    'llm-tool-call': [{ detail: { toolCall }, reason }],
    'llm-tool-result': [{ detail: { toolCall, toolResult: { output: 2 } }, reason }],
    'synthesize-end': [detail('3', { response: 'because' })],
    'query-end': [detail('1', { response: 'because' })],
    'agent-start': [{ detail: { startStep: { id: 's1' } }, reason }],
    'agent-end': [{ detail: { endStep: { id: 's1' } }, reason }],
  },
  refused: { 'llm-start': { args: ['text'], field: 'event' }, 'query-end': { args: [], field: 'event' } },
})

class FakeModel extends BaseLLM {
  metadata: LLMMetadata = {
    model: 'acme-1',
    temperature: 0,
    topP: 1,
    contextWindow: 1024,
    tokenizer: undefined,
    structuredOutput: false,
  }

  chat(parameters: never): never {
    return heard.call(this as never, parameters) as never
  }
}

const heard = wrapLLMEvent(
  async function (this: unknown, { messages, stream }: { messages: ChatMessage[]; stream?: boolean }) {
    if (String(messages.at(-1)?.content).includes('fail')) throw new Error('the model is gone')
    const raw = { model: 'acme-1-2026', usage: { prompt_tokens: 5, completion_tokens: 2 } }
    if (stream) return pieces(raw)
    return { message: { role: 'assistant', content: 'Because.' }, raw } as ChatResponse
  } as never,
  undefined as never,
) as (...args: unknown[]) => unknown

async function* pieces(raw: object): AsyncIterable<ChatResponseChunk> {
  yield { delta: 'Be', raw: null }
  yield { delta: 'cause.', raw }
}

class FakeRetriever extends BaseRetriever {
  // public, unlike that of its base
  // oxlint-disable-next-line no-useless-constructor
  constructor() {
    super()
  }

  override async _retrieve(): Promise<NodeWithScore[]> {
    return [{ node: new TextNode({ id_: 'n1', text: 'It is so.', embedding: [1, 2] }), score: 0.5 }]
  }
}

describe('llamaindex with the real library', () => {
  let runs: RunFolder
  let lines: string[]
  let release: () => void
  let integration: LlamaindexIntegration

  beforeEach(() => {
    lines = []
    release = captureDiag(line => lines.push(line))
    runs = new RunFolder()
    Settings.llm = new FakeModel()
    integration = new LlamaindexIntegration(runs.open(), { settings: Settings })
  })

  afterEach(async () => {
    await integration.finish()
    release()
    await runs.close()
  })

  const engine = () => new RetrieverQueryEngine(new FakeRetriever(), getResponseSynthesizer('compact'))

  async function spans(): Promise<SpanRecord[]> {
    return (await runs.records(integration.run)).filter(record => record.kind === 'span')
  }

  const named = async (name: string) => (await spans()).find(span => span.name === name)!

  test('a question is a trace: retrieval, synthesis, and the call of the model within it', async () => {
    await engine().query({ query: 'Why?' })
    const [query, retrieve, synthesize, chat] = await Promise.all(
      ['query', 'retrieve', 'synthesize', 'chat'].map(named),
    )
    expect(query).toMatchObject({ spanKind: 'chain', status: 'ok' })
    expect(query?.parentId).toBeUndefined()
    expect(retrieve).toMatchObject({ parentId: query?.spanId, spanKind: 'retriever', traceId: query?.traceId })
    expect(retrieve?.output).toEqual([{ id: 'n1', text: 'It is so.', metadata: {}, score: 0.5 }])
    expect(synthesize?.parentId).toBe(query?.spanId)
    expect(chat).toMatchObject({ parentId: synthesize?.spanId, spanKind: 'llm' })
    expect(chat?.attributes).toMatchObject({
      'gen_ai.response.model': 'acme-1-2026',
      'gen_ai.usage.input_tokens': 5,
      'gen_ai.usage.output_tokens': 2,
    })
    expect(chat?.output).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: 'Because.' }] }])
    expect([query?.output]).toEqual(chat?.output)
    expect(lines).toEqual([])
  })

  test('a stream has its whole answer, its tokens and the time to its first piece', async () => {
    const answer = await Settings.llm.chat({ messages: [{ role: 'user', content: 'Why?' }], stream: true })
    let text = ''
    for await (const { delta } of answer) text += delta
    const chat = await named('chat')
    expect(text).toBe('Because.')
    expect(chat.output).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: 'Because.' }] }])
    expect(chat.attributes).toMatchObject({
      'gen_ai.usage.output_tokens': 2,
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
    })
  })

  test('two questions at once are two traces', async () => {
    await Promise.all([engine().query({ query: 'a' }), engine().query({ query: 'b' })])
    const all = await spans()
    expect(all).toHaveLength(8)
    expect(new Set(all.map(span => span.traceId)).size).toBe(2)
    for (const chat of all.filter(span => span.name === 'chat'))
      expect(all.find(span => span.spanId === chat.parentId)?.name).toBe('synthesize')
  })

  test('an error passes through; what it cut short is told when the run ends', async () => {
    await expect(Settings.llm.chat({ messages: [{ role: 'user', content: 'fail' }] })).rejects.toThrow(
      'the model is gone',
    )
    await integration.finish()
    expect(await spans()).toMatchObject([{ name: 'chat', status: 'aborted' }])
  })

  test('after finish nothing is heard', async () => {
    await integration.finish()
    await engine().query({ query: 'Why?' })
    expect(integration.getStats().calls).toBe(0)
  })

  test('something else than Settings is refused', () => {
    expect(() => definition.create(runs.open(), { settings: {} })).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'settings' }),
    )
  })
})
