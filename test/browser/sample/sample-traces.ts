import type { PlainObject, Run, SpanRecord } from 'seetrain'
import { seededNoise } from './seeded-noise.ts'

const SECOND = 1000
const ANSWERS: { [model: string]: string } = {
  'small-model': 'It rains. Take an umbrella.',
  'middle-model': 'It is 4 °C and raining in Oslo. Take an **umbrella**.',
  'large-model': 'It is 4 °C and raining in Oslo. Yes, take an umbrella, and a warm coat.',
}
const MODELS = Object.keys(ANSWERS)
/** Eight pixels of a grey sky with a cloud. */
const SKY =
  'iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAIUlEQVR42mO4dOc1VsQAoWyipsERQgJZFC5HZQmclmNFABOpeKGyNiNJAAAAAElFTkSuQmCC'

/** Traces of a small agent: model calls, a tool, a call that failed. */
export function logSampleTraces(run: Run): void {
  const noise = seededNoise(3)
  const start = Date.now() - 2 * 3600 * SECOND
  for (let trace = 0; trace < 48; trace += 1)
    logTrace(run, {
      traceId: `trace-${trace}`,
      time: start + trace * 150 * SECOND,
      fails: trace % 8 === 5,
      model: MODELS[trace % 3]!,
      slowness: (1 + (trace % 3)) * (1.5 + noise()),
    })
}

interface SampleTrace {
  traceId: string
  time: number
  fails: boolean
  model: string
  slowness: number
}

function logTrace(run: Run, { traceId, time, fails, model: name, slowness }: SampleTrace): void {
  const number = Number(traceId.slice('trace-'.length))
  const said: SpanRecord['attributes'] = {
    'gen_ai.conversation.id': `visit-${Math.floor(number / 3)}`,
    'user.id': ['ann', 'bob'][number % 2]!,
    'seetrain.tags': number % 4 === 0 ? ['beta', 'oslo'] : ['oslo'],
    'gen_ai.prompt.name': 'capital',
    'gen_ai.prompt.version': `v${number % 3}`,
  }
  const span = (spanId: string, from: number, to: number, more: Partial<SpanRecord>): SpanRecord => ({
    kind: 'span',
    traceId,
    spanId: `${traceId}-${spanId}`,
    time: time + from * slowness,
    endTime: time + to * slowness,
    name: spanId,
    spanKind: 'function',
    status: 'ok',
    ...(spanId !== 'agent' && { parentId: `${traceId}-agent` }),
    ...more,
    attributes: { ...said, ...more.attributes },
  })
  const question = {
    role: 'user',
    parts: [
      { type: 'text', content: 'What is the weather in Oslo, and should I take an umbrella?' },
      ...(name === 'middle-model' ? [skyOf(run)] : []),
    ],
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
      { type: 'text', content: ANSWERS[name]! },
    ],
  }
  run.logSpan(
    span('agent', 0, 1900, { spanKind: 'agent', input: { question: 'weather' }, output: fails ? null : 'umbrella' }),
  )
  run.logSpan(
    span('chat', 20, 800, {
      spanKind: 'llm',
      name: `chat ${name}`,
      attributes: model(name, 412, 18),
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
      name: `chat ${name}`,
      attributes: model(name, 470, 36),
      input: [question, call, result],
      ...(fails
        ? {
            status: 'error',
            error: { name: 'RateLimitError', message: '429 too many requests, try again in 2 s' },
            events: attempts(time + 1010 * slowness),
          }
        : { output: [answer] }),
    }),
  )
}

/** A connection that broke, and then an answer that asks to wait. */
function attempts(time: number): SpanRecord['events'] {
  const outcomes: ({ offset: number } & PlainObject)[] = [
    { offset: 0.4, 'error.type': 'ECONNRESET', 'error.message': 'fetch failed: socket hang up' },
    { offset: 430, 'http.response.status_code': 429, 'seetrain.attempt.retry_after_ms': 2000 },
  ]
  return outcomes.map(({ offset, ...outcome }, index) => ({
    name: 'seetrain.attempt',
    time: time + offset,
    attributes: {
      'seetrain.attempt.number': index + 1,
      'seetrain.attempt.offset_ms': offset,
      'seetrain.attempt.duration_ms': 25,
      ...outcome,
    },
  }))
}

/** A picture as autolog keeps it: its bytes once in the store of blobs. */
function skyOf(run: Run): PlainObject {
  const blob = run.storeBlob(Buffer.from(SKY, 'base64'), 'image/png')
  return { type: 'blob', modality: 'image', mime_type: 'image/png', blob: { ...blob! } }
}

function model(name: string, input: number, output: number): SpanRecord['attributes'] {
  return {
    'gen_ai.request.model': name,
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.output_tokens': output,
    'seetrain.cost.total': ((input + output * 4) * (1 + MODELS.indexOf(name) ** 2)) / 1e6,
    'gen_ai.tool.definitions': [{ name: 'weather', parameters: { city: 'string' } }],
  }
}
