import { describe, expect, test } from '@jest/globals'
import { enableOpenaiAutolog } from '@seetrain/autolog'
import OpenAI from 'openai'
import { events, json } from './fake-server.ts'
import { chatAnswer, chatChunks } from './openai-answers.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const client = () => new OpenAI({ apiKey: 'key-for-tests-1234', baseURL: `${stage.server.url}/v1`, maxRetries: 0 })
const question = { model: 'gpt-4o-mini', messages: [{ role: 'user' as const, content: 'Say hello' }] }

describe('trap 22: exactly one record', () => {
  test('of a call that is answered', async () => {
    stage.server.answer(json(chatAnswer('Hello')))
    const { run } = stage.enable(enableOpenaiAutolog)
    const answer = await client().chat.completions.create(question)
    expect(answer.choices[0]?.message.content).toBe('Hello')
    const spans = await spansOf(run)
    expect(spans).toHaveLength(1)
    expect(spans[0]).toMatchObject({
      name: 'chat gpt-4o-mini',
      spanKind: 'llm',
      status: 'ok',
      input: [{ role: 'user', parts: [{ type: 'text', content: 'Say hello' }] }],
      output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }],
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.usage.input_tokens': 10,
        'gen_ai.usage.output_tokens': 5,
        'seetrain.cost.total': (10 * 0.15 + 5 * 0.6) / 1e6,
        'code.file.path': expect.stringContaining('openai-chat.test.ts') as unknown,
      },
    })
  })

  test('of a stream', async () => {
    stage.server.answer(events(chatChunks(['Hel', 'lo'])))
    const { run } = stage.enable(enableOpenaiAutolog)
    const stream = await client().chat.completions.create({ ...question, stream: true })
    let text = ''
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
    expect(text).toBe('Hello')
    const spans = await spansOf(run)
    expect(spans).toHaveLength(1)
    expect(spans[0]).toMatchObject({ status: 'ok', output: [{ parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }] })
  })
})
