import { trace, withContext } from '@seetrain/autolog'
import OpenAI from 'openai'
import { events, json, type FakeServer } from '../autolog/fake-server.ts'

export const MODEL = 'gpt-4o-2024-08-06'
const USAGE = { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29, prompt_tokens_details: { cached_tokens: 4 } }
const CALL = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } } as const
const TOOL = {
  type: 'function',
  function: { name: 'weather', description: 'Tells the weather.', parameters: { type: 'object', properties: {} } },
} as const
const SAID: OpenAI.ChatCompletionMessageParam[] = [
  { role: 'system', content: 'Be brief.' },
  { role: 'user', content: 'Weather in Paris?' },
]

/**
 * What trackers of model calls have to show: an agent that asks for a tool, uses it, answers by a stream, looks
 * something up by an embedding, and fails once. Autolog of OpenAI is on.
 */
export async function modelProgram(server: FakeServer): Promise<void> {
  server.answer(...ANSWERS)
  const client = new OpenAI({ apiKey: 'none', baseURL: `${server.url}/v1`, maxRetries: 0 })
  const context = { session: 's1', user: 'u1', tags: ['a', 'b'], metadata: { plan: 'gold' } }
  await withContext(context, () =>
    trace('assistant', () => answer(client), { kind: 'agent', input: 'Weather in Paris?' }),
  )
}

async function answer(client: OpenAI): Promise<string> {
  await client.chat.completions.create({ model: 'gpt-4o', temperature: 0.5, messages: SAID, tools: [TOOL] })
  await trace('weather', async () => ({ sky: 'rain' }), { kind: 'tool', input: { city: 'Paris' } })
  const stream = await client.chat.completions.create({
    model: 'gpt-4o',
    messages: [
      ...SAID,
      { role: 'assistant', tool_calls: [CALL] },
      { role: 'tool', tool_call_id: 'call_1', content: 'rain' },
    ],
    stream: true,
    stream_options: { include_usage: true },
  })
  let text = ''
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
  await client.embeddings.create({ model: 'text-embedding-3-small', input: ['rain', 'sun'], encoding_format: 'float' })
  await client.chat.completions.create({ model: 'gpt-4o', messages: SAID }).catch(() => {})
  return text
}

const ANSWERS = [
  json({
    id: 'c1',
    model: MODEL,
    usage: USAGE,
    choices: [
      { finish_reason: 'tool_calls', message: { role: 'assistant', content: 'Let me look.', tool_calls: [CALL] } },
    ],
  }),
  events([
    { id: 'c2', model: MODEL, choices: [{ index: 0, delta: { content: 'Ra' } }] },
    { id: 'c2', model: MODEL, choices: [{ index: 0, delta: { content: 'in.' }, finish_reason: 'stop' }] },
    { id: 'c2', model: MODEL, choices: [], usage: USAGE },
  ]),
  json({
    model: 'text-embedding-3-small',
    data: [
      { index: 0, embedding: [0.1, 0.2] },
      { index: 1, embedding: [0.3, 0.4] },
    ],
    usage: { prompt_tokens: 2, total_tokens: 2 },
  }),
  json({ error: { message: 'too many requests', code: 'rate_limit' } }, { status: 429 }),
]
