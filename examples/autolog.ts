// Every call of an agent to its model, recorded by one line. A small server of our own plays the model, so this runs without
// an account: leave out `baseURL`, and the same code talks to OpenAI.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { enableOpenaiAutolog, feedback, spanOf, trace, traced, withContext } from '@seetrain/autolog'
import OpenAI from 'openai'

const server = createServer((request, response) => {
  request.setEncoding('utf8')
  let body = ''
  request.on('data', (piece: string) => (body += piece))
  request.on('end', () => answer(JSON.parse(body) as Question, response))
})
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))

using autolog = enableOpenaiAutolog({
  project: 'examples',
  experimentName: 'weather-agent',
  redact: ['secrets', 'email'],
})
const client = new OpenAI({ apiKey: 'none', baseURL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1` })

const weather = traced(async ({ city }: { city: string }) => `It rains in ${city}.`, { name: 'weather', kind: 'tool' })

async function ask(content: string): Promise<string> {
  const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: 'user', content }]
  const tools: OpenAI.ChatCompletionTool[] = [{ type: 'function', function: { name: 'weather' } }]
  const first = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, tools })
  const [call] = first.choices[0]?.message.tool_calls ?? []
  if (call?.type !== 'function') return ''
  const result = await weather(JSON.parse(call.function.arguments) as { city: string })
  messages.push(first.choices[0]!.message, { role: 'tool', tool_call_id: call.id, content: result })
  const stream = await client.chat.completions.create({ model: 'gpt-4o-mini', messages, stream: true })
  let text = ''
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? ''
  feedback(spanOf(stream)!, text.includes('umbrella'), { comment: 'says what to do' })
  return text
}

const text = await withContext({ session: 'monday', user: 'ann' }, () =>
  trace('agent', () => ask('Do I need an umbrella in Oslo? Write to ann@example.org.'), { kind: 'agent' }),
)
console.log(text)
await autolog.finish()
const { calls, inputTokens, outputTokens, cost } = autolog.totals
server.close()
server.closeAllConnections()
console.log(`${calls} calls, ${inputTokens} tokens in, ${outputTokens} out, $${cost.toFixed(6)}`)

interface Question {
  stream?: boolean
}

function answer({ stream }: Question, response: import('node:http').ServerResponse): void {
  const head = { id: 'chatcmpl-1', created: 1, model: 'gpt-4o-mini' }
  const usage = { prompt_tokens: 40, completion_tokens: 12, total_tokens: 52 }
  if (stream) {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const send = (data: unknown) =>
      response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`)
    for (const content of ['Yes, ', 'take ', 'an umbrella.'])
      send({ ...head, choices: [{ index: 0, delta: { content }, finish_reason: null }] })
    send({ ...head, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage })
    send('[DONE]')
    response.end()
    return
  }
  const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }
  const message = { role: 'assistant', content: null, tool_calls: [call] }
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ ...head, choices: [{ index: 0, message, finish_reason: 'tool_calls' }], usage }))
}
