import type { Run, SpanRecord } from 'seetrain'

const SECOND = 1000

/** Traces of a small agent: model calls, a tool, a call that failed. */
export function logSampleTraces(run: Run): void {
  const start = Date.now() - 60 * SECOND
  for (let trace = 0; trace < 24; trace += 1)
    logTrace(run, `trace-${trace}`, start + trace * 2 * SECOND, trace % 8 === 5)
}

function logTrace(run: Run, traceId: string, time: number, fails: boolean): void {
  const span = (spanId: string, from: number, to: number, more: Partial<SpanRecord>): SpanRecord => ({
    kind: 'span',
    traceId,
    spanId: `${traceId}-${spanId}`,
    time: time + from,
    endTime: time + to,
    name: spanId,
    spanKind: 'function',
    status: 'ok',
    attributes: {},
    ...(spanId !== 'agent' && { parentId: `${traceId}-agent` }),
    ...more,
  })
  const question = {
    role: 'user',
    parts: [{ type: 'text', content: 'What is the weather in Oslo, and should I take an umbrella?' }],
  }
  const call = {
    role: 'assistant',
    parts: [{ type: 'tool_call', id: 'call-1', name: 'weather', arguments: { city: 'Oslo' } }],
  }
  const result = {
    role: 'tool',
    parts: [{ type: 'tool_call_response', id: 'call-1', response: '{"rain": true, "celsius": 4}' }],
  }
  const answer = {
    role: 'assistant',
    parts: [
      { type: 'reasoning', content: 'It rains.' },
      { type: 'text', content: 'It is 4 °C and raining in Oslo. Yes, take an umbrella.' },
    ],
  }
  run.logSpan(
    span('agent', 0, 1900, { spanKind: 'agent', input: { question: 'weather' }, output: fails ? null : 'umbrella' }),
  )
  run.logSpan(
    span('chat', 20, 800, {
      spanKind: 'llm',
      name: 'chat small-model',
      attributes: model(412, 18),
      input: [question],
      output: [call],
    }),
  )
  run.logSpan(
    span('weather', 820, 1000, { spanKind: 'tool', input: { city: 'Oslo' }, output: { rain: true, celsius: 4 } }),
  )
  run.logSpan(
    span('answer', 1010, 1880, {
      spanKind: 'llm',
      name: 'chat small-model',
      attributes: model(470, 36),
      input: [question, call, result],
      ...(fails
        ? { status: 'error', error: { name: 'RateLimitError', message: '429 too many requests, try again in 2 s' } }
        : { output: [answer] }),
    }),
  )
}

function model(input: number, output: number): SpanRecord['attributes'] {
  return {
    'gen_ai.request.model': 'small-model',
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.output_tokens': output,
    'seetrain.cost.total': (input + output * 4) / 1e6,
    'gen_ai.tool.definitions': [{ name: 'weather', parameters: { city: 'string' } }],
  }
}
