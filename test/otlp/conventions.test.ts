import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlainObject } from '@seetrain/core'
import { readCall, type ReadCall } from '../../packages/hub/src/doors/otlp/calls/read-call.ts'
import type { WordsEvent } from '../../packages/hub/src/doors/otlp/calls/call-facts.ts'

// what the SDKs wrote, kept as it was; the living ones are in python-instrumentations.test.ts
function recorded(file: string): { name: string; attributes: PlainObject }[] {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'recorded', file), 'utf8')) as never
}

function read(attributes: PlainObject, events: WordsEvent[] = []): ReadCall<WordsEvent> {
  return readCall({ name: 'a span', attributes, events })
}

const text = (content: string) => ({ type: 'text', content })
const SYSTEM = { role: 'system', parts: [text('Be brief.')] }
const ASKED = { role: 'user', parts: [text('Weather in Paris?')] }
const CALL = { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Paris' } }

describe("Vercel's AI SDK 5", () => {
  const spans = recorded('ai-sdk-5.json')
  const named = (name: string, at = 0) => read(spans.filter(span => span.name === name)[at]!.attributes)

  it('has the messages, the tools and the usage of a call', () => {
    const { input, output, attributes, spanKind } = named('ai.generateText.doGenerate', 1)
    expect(spanKind).toBe('llm')
    expect(input).toEqual([
      SYSTEM,
      {
        role: 'user',
        parts: [text('Weather?'), { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBORw0KGgo=' }],
      },
      { role: 'assistant', parts: [text('Let me look.'), CALL] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: { sky: 'rain' } }] },
    ])
    expect(output).toEqual([{ role: 'assistant', parts: [text('Rain.')], finish_reason: 'stop' }])
    expect(attributes).toMatchObject({
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.request.max_tokens': 50,
      'gen_ai.request.temperature': 0.5,
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.output_tokens': 9,
      'gen_ai.conversation.id': 's1',
      'user.id': 'u1',
      'gen_ai.tool.definitions': [expect.objectContaining({ name: 'weather' })],
    })
    expect(Object.keys(attributes).filter(name => /^ai\.(?:prompt|usage|response\.text)/.test(name))).toEqual([])
  })

  it('has a tool, and counts no token twice', () => {
    expect(named('ai.toolCall')).toMatchObject({ spanKind: 'tool', input: { city: 'Paris' }, output: { sky: 'rain' } })
    const around = named('ai.generateText')
    expect([around.spanKind, around.attributes['gen_ai.usage.input_tokens']]).toEqual(['chain', undefined])
    expect(around.output).toEqual([{ role: 'assistant', parts: [text('Rain.')], finish_reason: 'stop' }])
  })

  it('has a stream and an embedding', () => {
    const streamed = named('ai.streamText.doStream')
    expect(streamed.attributes).toMatchObject({
      'gen_ai.usage.cache_read.input_tokens': 4,
      'gen_ai.usage.reasoning.output_tokens': 3,
      'gen_ai.response.time_to_first_chunk': expect.any(Number),
    })
    expect(named('ai.embed.doEmbed')).toMatchObject({
      spanKind: 'embedding',
      input: ['sunny'],
      output: { count: 1, dimensions: 2 },
    })
  })
})

test("MLflow 3's own attributes", () => {
  const { spanKind, input, output, attributes } = read(recorded('mlflow-3.json')[0]!.attributes)
  expect(spanKind).toBe('llm')
  expect(input).toEqual([SYSTEM, ASKED])
  expect(output).toEqual([{ role: 'assistant', parts: [CALL], finish_reason: 'tool_calls' }])
  expect(attributes).toMatchObject({
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.request.temperature': 0.5,
    'gen_ai.response.model': 'gpt-4o-2024-08-06',
    'gen_ai.usage.input_tokens': 20,
    'gen_ai.usage.output_tokens': 9,
    'gen_ai.tool.definitions': [{ type: 'function', function: { name: 'weather' } }],
  })
})

test("LangSmith's whole requests and answers", () => {
  const { spanKind, input, output, attributes } = read({
    'langsmith.span.kind': 'llm',
    'langsmith.span.tags': 'a, b',
    'langsmith.metadata.thread_id': 's1',
    'langsmith.metadata.plan': 'gold',
    'langsmith.metadata.ls_provider': 'openai',
    'langsmith.metadata.usage_metadata':
      '{"input_token_details":{"cache_read":4},"output_token_details":{"reasoning":2}}',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_token_details': "{'cache_read': 4}",
    'gen_ai.prompt':
      '{"messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Weather in Paris?"}],"temperature":0.5}',
    'gen_ai.completion':
      '{"id":"c1","choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"Rain."}}]}',
  })
  expect([spanKind, input]).toEqual(['llm', [SYSTEM, ASKED]])
  expect(output).toEqual([{ role: 'assistant', parts: [text('Rain.')], finish_reason: 'stop' }])
  expect(attributes).toEqual({
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.request.temperature': 0.5,
    'gen_ai.response.id': 'c1',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.cache_read.input_tokens': 4,
    'gen_ai.usage.reasoning.output_tokens': 2,
    'gen_ai.conversation.id': 's1',
    'seetrain.tags': ['a', 'b'],
    'seetrain.metadata': { plan: 'gold' },
  })
})

describe('earlier forms of the GenAI conventions', () => {
  it('reads numbered attributes, as OpenLLMetry wrote them', () => {
    const { input, output, attributes, spanKind } = read({
      'gen_ai.system': 'OpenAI',
      'llm.request.type': 'chat',
      'gen_ai.prompt.0.role': 'system',
      'gen_ai.prompt.0.content': 'Be brief.',
      'gen_ai.prompt.1.role': 'user',
      'gen_ai.prompt.1.content': '[{"type":"text","text":"Weather in Paris?"}]',
      'gen_ai.prompt.10.role': 'tool',
      'gen_ai.prompt.10.content': '12 degrees',
      'gen_ai.prompt.10.tool_call_id': 'call_1',
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.finish_reason': 'tool_calls',
      'gen_ai.completion.0.tool_calls.0.id': 'call_1',
      'gen_ai.completion.0.tool_calls.0.name': 'weather',
      'gen_ai.completion.0.tool_calls.0.arguments': '{"city":"Paris"}',
      'llm.request.functions.0.name': 'weather',
      'llm.request.functions.0.parameters': '{"type":"object"}',
      'gen_ai.usage.prompt_tokens': 20,
      'gen_ai.usage.completion_tokens': 9,
      'llm.usage.total_tokens': 29,
      'traceloop.association.properties.session_id': 's1',
    })
    expect(spanKind).toBe('llm')
    expect(input).toEqual([
      SYSTEM,
      ASKED,
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: '12 degrees' }] },
    ])
    expect(output).toEqual([{ role: 'assistant', parts: [CALL], finish_reason: 'tool_calls' }])
    expect(attributes).toEqual({
      'gen_ai.provider.name': 'OpenAI',
      'gen_ai.usage.input_tokens': 20,
      'gen_ai.usage.output_tokens': 9,
      'gen_ai.conversation.id': 's1',
      'gen_ai.tool.definitions': [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }],
    })
  })

  it.each([
    ['on the span', (attributes: PlainObject) => ({ attributes })],
    ['sent as log records', (body: PlainObject) => ({ attributes: {}, body })],
  ])('reads events with a message each, %s', (_, form) => {
    const { input, output, events } = read({ 'gen_ai.operation.name': 'chat' }, [
      { name: 'gen_ai.system.message', ...form({ content: 'Be brief.' }) },
      { name: 'gen_ai.user.message', ...form({ content: 'Weather in Paris?' }) },
      { name: 'other', attributes: {} },
      {
        name: 'gen_ai.choice',
        ...form({
          index: 0,
          finish_reason: 'tool_calls',
          message: { role: 'assistant', tool_calls: [{ id: 'call_1', function: CALL as never }] },
        }),
      },
    ])
    expect(input).toEqual([SYSTEM, ASKED])
    expect(output).toEqual([{ role: 'assistant', parts: [CALL], finish_reason: 'tool_calls' }])
    expect(events.map(({ name }) => name)).toEqual(['other'])
  })

  it('reads one event with all, system instructions beside the messages, and a tool', () => {
    const all = [{ role: 'user', content: 'Weather in Paris?' }]
    const content = { name: 'gen_ai.content.prompt', attributes: { 'gen_ai.prompt': JSON.stringify(all) } }
    expect(read({}, [content]).input).toEqual([ASKED])
    const instructed = read({
      'gen_ai.system_instructions': JSON.stringify([text('Be brief.')]),
      'gen_ai.input.messages': JSON.stringify([ASKED]),
    })
    expect(instructed.input).toEqual([SYSTEM, ASKED])
    const tool = read({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.call.arguments': '{"city":"Paris"}',
      'gen_ai.tool.call.result': { sky: 'rain' },
    })
    expect(tool).toMatchObject({ spanKind: 'tool', input: { city: 'Paris' }, output: { sky: 'rain' } })
  })
})

test('OpenInference: what retrievers and embeddings find', () => {
  const retriever = read({
    'openinference.span.kind': 'RETRIEVER',
    'input.value': 'rain?',
    'input.mime_type': 'text/plain',
    'retrieval.documents.0.document.id': 'a',
    'retrieval.documents.0.document.score': 0.5,
    'retrieval.documents.0.document.metadata': '{"page":1}',
  })
  expect(retriever).toMatchObject({ spanKind: 'retriever', input: 'rain?' })
  expect(retriever.output).toEqual([{ id: 'a', score: 0.5, metadata: { page: 1 } }])
  const embedding = read({
    'openinference.span.kind': 'EMBEDDING',
    'embedding.embeddings.0.embedding.text': 'sunny',
    'embedding.embeddings.0.embedding.vector': [0.1, 0.2, 0.3],
  })
  expect(embedding).toMatchObject({ spanKind: 'embedding', input: 'sunny', output: { count: 1, dimensions: 3 } })
})

test("Anthropic's way to write content", () => {
  const messages = [
    { role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AAAA' } }] },
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'hm' },
        { type: 'tool_use', id: 't', name: 'f', input: {} },
      ],
    },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't', content: 'done' }] },
  ]
  const { input } = read({
    'traceloop.entity.input': JSON.stringify(messages),
    'mlflow.spanInputs': JSON.stringify({ messages }),
  })
  expect(input).toEqual(messages)
  expect(read({ 'mlflow.spanInputs': JSON.stringify({ system: 'Be brief.', messages }) }).input).toEqual([
    SYSTEM,
    { role: 'user', parts: [{ type: 'blob', modality: 'image', mime_type: 'image/png', content: 'AAAA' }] },
    {
      role: 'assistant',
      parts: [
        { type: 'reasoning', content: 'hm' },
        { type: 'tool_call', id: 't', name: 'f', arguments: {} },
      ],
    },
    { role: 'user', parts: [{ type: 'tool_call_response', id: 't', response: 'done' }] },
  ])
})

test('attributes of no convention stay as they are; odd ones break nothing', () => {
  const attributes = {
    'my.list': [1, 2],
    '__proto__.x': 1,
    ['__proto__']: 'own',
    'gen_ai.prompt.99999999.role': 'user',
  } as PlainObject
  const call = read(attributes)
  expect(call.attributes['my.list']).toEqual([1, 2])
  expect(Object.getOwnPropertyDescriptor(call.attributes, '__proto__')?.value).toBe('own')
  const deep = '['.repeat(50_000) + ']'.repeat(50_000)
  expect(read({ 'traceloop.entity.input': deep, 'gen_ai.input.messages': deep }).input).toBe(deep)
})
