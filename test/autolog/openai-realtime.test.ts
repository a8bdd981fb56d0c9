import { createServer } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { once } from 'node:events'
import { enableOpenaiAutolog } from '@seetrain/autolog'
import OpenAI from 'openai'
import { OpenAIRealtimeWS } from 'openai/realtime/ws'
import { OpenAIRealtimeEmitter } from 'openai/realtime/internal-base'
import type { RealtimeClientEvent } from 'openai/resources/realtime/realtime'
import { WebSocketServer, type WebSocket } from 'ws'
import { sdkVersion } from './sdk-version.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const http = createServer()
const server = new WebSocketServer({ server: http })
const usage = {
  input_tokens: 20,
  output_tokens: 8,
  input_token_details: { cached_tokens: 5, audio_tokens: 12 },
  output_token_details: { audio_tokens: 6, text_tokens: 2 },
}

beforeAll(() => once(http.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => {
  for (const socket of server.clients) socket.terminate()
  server.close()
  http.close()
})

/** Answers each `response.create` with a turn, as the realtime API does. */
function answer(socket: WebSocket, turns: object[][]): void {
  const send = (event: object) => socket.send(JSON.stringify(event))
  send({ type: 'session.created', session: { type: 'realtime', model: 'gpt-realtime', instructions: 'Be brief' } })
  socket.on('message', data => {
    const event = JSON.parse(String(data)) as { type: string }
    if (event.type === 'response.create') for (const one of turns.shift() ?? []) send(one)
  })
}

function turn(id: string, words: string[]): object[] {
  const content = [{ type: 'output_audio', transcript: words.join('') }]
  return [
    { type: 'response.created', response: { id, status: 'in_progress', output: [] } },
    { type: 'response.output_audio.delta', response_id: id, output_index: 0, delta: 'c291bmQ=' },
    ...words.map(delta => ({
      type: 'response.output_audio_transcript.delta',
      response_id: id,
      output_index: 0,
      delta,
    })),
    { type: 'response.done', response: { id, status: 'completed', output: [{ type: 'message', content }], usage } },
  ]
}

/** The names of the events changed, those of the beta are still spoken by the older classes. */
function betaTurn(id: string, words: string[]): object[] {
  const content = [{ type: 'audio', transcript: words.join('') }]
  return [
    { type: 'response.created', response: { id, status: 'in_progress', output: [] } },
    { type: 'response.audio.delta', response_id: id, output_index: 0, delta: 'c291bmQ=' },
    ...words.map(delta => ({ type: 'response.audio_transcript.delta', response_id: id, output_index: 0, delta })),
    { type: 'response.done', response: { id, status: 'completed', output: [{ type: 'message', content }], usage } },
  ]
}

interface Realtime {
  OpenAIRealtimeWS: typeof OpenAIRealtimeWS
}

const OLDER = [
  ['openai-6', 'realtime/ws', turn],
  ['openai-6', 'beta/realtime/ws', betaTurn],
  ['openai-5', 'realtime/ws', turn],
  ['openai-5', 'beta/realtime/ws', betaTurn],
  ['openai-4', 'beta/realtime/ws', betaTurn],
] as const

/** The SDK wants an encrypted address; the socket below it is ours to choose. */
function session(Client = OpenAI, Realtime = OpenAIRealtimeWS): OpenAIRealtimeWS {
  const { port } = http.address() as AddressInfo
  const client = new Client({ apiKey: 'key-for-tests-1234', baseURL: `http://127.0.0.1:${port}/v1` })
  const createConnection = () => connect(port, '127.0.0.1')
  const realtime = new Realtime({ model: 'gpt-realtime', options: { createConnection } }, client)
  realtime.on('error', () => {})
  return realtime
}

const say = (text: string): RealtimeClientEvent => ({
  type: 'conversation.item.create',
  item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
})
const heard = (realtime: OpenAIRealtimeWS, type: string) =>
  new Promise(resolve => realtime.on(type as never, resolve as never))

test('a session is a span, and each turn of the model a call in it', async () => {
  server.once('connection', socket => answer(socket, [turn('resp_1', ['Hel', 'lo']), turn('resp_2', ['Bye'])]))
  const handle = stage.enable(enableOpenaiAutolog)
  const realtime = session()
  const seen: string[] = []
  realtime.on('event', ({ type }) => seen.push(type))
  await heard(realtime, 'session.created')
  for (const words of ['Say hello', 'Say bye']) {
    realtime.send(say(words))
    const done = heard(realtime, 'response.done')
    realtime.send({ type: 'response.create' })
    await done
  }
  const closed = once(realtime.socket, 'close')
  realtime.close()
  await closed
  const spans = await spansOf(handle.run)
  const whole = spans.find(({ spanKind }) => spanKind === 'session')
  expect(whole).toMatchObject({ name: 'realtime_session gpt-realtime', status: 'ok', input: 'Be brief' })
  expect(spans.filter(({ spanKind }) => spanKind === 'llm')).toMatchObject([
    {
      name: 'chat gpt-realtime',
      parentId: whole!.spanId,
      input: [{ role: 'system' }, { role: 'user', parts: [{ content: 'Say hello' }] }],
      output: [{ parts: [{ type: 'text', content: 'Hello' }] }],
      attributes: {
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.usage.audio.input_tokens': 12,
        'gen_ai.usage.audio.output_tokens': 6,
        'seetrain.stream.chunks': 3,
      },
    },
    { input: [{}, { parts: [{ content: 'Say bye' }] }], output: [{ parts: [{ content: 'Bye' }] }] },
  ])
  expect(seen).toHaveLength(1 + 5 + 4)
  expect(JSON.stringify(spans)).not.toMatch(/key-for-tests|c291bmQ=/)
})

test('a connection that closes in the middle of a turn keeps what was said', async () => {
  server.once('connection', socket => answer(socket, [turn('resp_3', ['Hel', 'lo']).slice(0, 3)]))
  const handle = stage.enable(enableOpenaiAutolog)
  const realtime = session()
  await heard(realtime, 'session.created')
  const words = heard(realtime, 'response.output_audio_transcript.delta')
  realtime.send({ type: 'response.create' })
  await words
  const closed = once(realtime.socket, 'close')
  for (const socket of server.clients) socket.close()
  await closed
  const turns = (await spansOf(handle.run)).filter(({ spanKind }) => spanKind === 'llm')
  expect(turns).toMatchObject([{ status: 'aborted', output: [{ parts: [{ content: 'Hel' }] }] }])
})

test('disable leaves the classes as they were', () => {
  const shape = () =>
    [OpenAIRealtimeEmitter, OpenAIRealtimeWS].map(({ prototype }) => Object.getOwnPropertyDescriptors(prototype))
  const before = shape()
  const handle = stage.enable(enableOpenaiAutolog)
  expect(shape()).not.toEqual(before)
  handle.disable()
  expect(shape()).toEqual(before)
})

describe.each(OLDER)('%s, %s', (version, file, answerOf) => {
  const module = sdkVersion<Realtime>(`${version}/${file}`)
  const { OpenAI: Client } = sdkVersion<{ OpenAI: typeof OpenAI }>(version)

  test('a session and its turns; disable leaves the class as it was', async () => {
    const { prototype } = Object.getPrototypeOf(module.OpenAIRealtimeWS) as typeof OpenAIRealtimeEmitter
    const before = Object.getOwnPropertyDescriptors(prototype)
    server.once('connection', socket => answer(socket, [answerOf('resp_1', ['Hel', 'lo'])]))
    const handle = stage.enable(enableOpenaiAutolog, { module })
    const realtime = session(Client, module.OpenAIRealtimeWS)
    const seen: string[] = []
    realtime.on('event', ({ type }) => seen.push(type))
    await heard(realtime, 'session.created')
    realtime.send(say('Say hello'))
    const done = heard(realtime, 'response.done')
    realtime.send({ type: 'response.create' })
    await done
    const closed = once(realtime.socket, 'close')
    realtime.close()
    await closed
    const spans = await spansOf(handle.run)
    expect(spans.map(({ spanKind, status }) => [spanKind, status])).toEqual([
      ['llm', 'ok'],
      ['session', 'ok'],
    ])
    expect(spans[0]).toMatchObject({
      parentId: spans[1]!.spanId,
      name: 'chat gpt-realtime',
      input: [{ role: 'system' }, { role: 'user', parts: [{ content: 'Say hello' }] }],
      output: [{ parts: [{ type: 'text', content: 'Hello' }] }],
      attributes: { 'gen_ai.usage.input_tokens': 20, 'gen_ai.usage.audio.output_tokens': 6 },
    })
    expect(seen).toHaveLength(1 + 5)
    expect(JSON.stringify(spans)).not.toContain('c291bmQ=')
    handle.disable()
    expect(Object.getOwnPropertyDescriptors(prototype)).toEqual(before)
  })
})
