import type { Json } from '../api/wire.ts'
import { withEvent, type StreamedAnswer } from './streamed-answer.ts'

const delta = (delta: Json, more: object = {}) => ({
  kind: 'chunk' as const,
  chunk: { choices: [{ delta, ...more }] },
  milliseconds: 5,
})
const head = { kind: 'head' as const, status: 200, milliseconds: 1 }

function answerOf(...events: Parameters<typeof withEvent>[1][]): StreamedAnswer | undefined {
  return events.reduce<StreamedAnswer | undefined>(withEvent, undefined)
}

describe('an answer that comes in pieces', () => {
  it('grows by words, thoughts and arguments of tools', () => {
    const answer = answerOf(
      head,
      delta({ role: 'assistant', content: '' }),
      delta({ reasoning_content: 'Hm' }),
      delta({ content: 'It ' }),
      delta({ content: 'rains' }),
      delta({ tool_calls: [{ index: 0, id: 'c1', function: { name: 'look', arguments: '{"a"' } }] }),
      delta({ tool_calls: [{ index: 0, function: { arguments: ':1}' } }] }),
      delta({ tool_calls: [{ index: 1, id: 'c2', function: { name: 'go', arguments: '' } }] }),
      delta({}, { finish_reason: 'tool_calls' }),
      { kind: 'chunk', chunk: { choices: [], usage: { prompt_tokens: 3, completion_tokens: 4 } }, milliseconds: 9 },
      { kind: 'end', milliseconds: 10 },
    )
    expect(answer).toEqual({
      status: 200,
      first: 5,
      total: 10,
      finishReason: 'tool_calls',
      inputTokens: 3,
      outputTokens: 4,
      message: {
        role: 'assistant',
        reasoning_content: 'Hm',
        content: 'It rains',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'look', arguments: '{"a":1}' } },
          { id: 'c2', type: 'function', function: { name: 'go', arguments: '' } },
        ],
      },
    })
  })

  it('may come whole, be refused, break off, or end in an error', () => {
    const body = { choices: [{ message: { content: 'all' } }] }
    expect(answerOf(head, { kind: 'body', body })).toMatchObject({ message: { content: 'all' } })
    expect(answerOf({ ...head, status: 429 }, { kind: 'body', body: 'slow' })).toEqual({ status: 429, refusal: 'slow' })
    const broken = answerOf(head, delta({ content: 'It' }), { kind: 'failure', message: 'reset' })
    expect(broken).toMatchObject({ failure: 'reset', message: { content: 'It' } })
    const refusal = { error: { message: 'overloaded' } }
    expect(answerOf(head, { kind: 'chunk', chunk: refusal, milliseconds: 2 })).toMatchObject({ refusal })
  })
})
