import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { enableGoogleGenaiAutolog, wrap } from '@seetrain/autolog'
import { init, type SpanRecord } from '@seetrain/core'
import { GoogleGenAI, Modality, type LiveServerMessage, type Session } from '@google/genai'
import { WebSocketServer, type WebSocket } from 'ws'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const http = createServer()
const server = new WebSocketServer({ server: http })

beforeAll(() => once(http.listen(0, '127.0.0.1'), 'listening'))
afterAll(() => {
  for (const socket of server.clients) socket.terminate()
  server.close()
  http.close()
})

const usageMetadata = {
  promptTokenCount: 20,
  responseTokenCount: 8,
  thoughtsTokenCount: 2,
  promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 12 }],
  responseTokensDetails: [{ modality: 'AUDIO', tokenCount: 6 }],
}
const words = (text: string) => ({ serverContent: { modelTurn: { role: 'model', parts: [{ text }] } } })
const done = { serverContent: { turnComplete: true }, usageMetadata }

/** Each message of the program gets the next list of messages; the first is the set-up. */
function answer(...lists: object[][]): { seen: unknown[]; socket: Promise<WebSocket> } {
  const seen: unknown[] = []
  const socket = new Promise<WebSocket>(resolve =>
    server.once('connection', connection => {
      connection.on('message', data => {
        seen.push(JSON.parse(String(data)))
        // as Google does, in frames of bytes
        for (const message of lists.shift() ?? []) connection.send(Buffer.from(JSON.stringify(message)))
      })
      resolve(connection)
    }),
  )
  return { seen, socket }
}

const client = () => {
  const { port } = http.address() as AddressInfo
  return new GoogleGenAI({
    apiKey: 'key-for-tests-1234',
    vertexai: false,
    httpOptions: { baseUrl: `http://127.0.0.1:${port}` },
  })
}

interface Talk {
  session: Session
  messages: LiveServerMessage[]
  /** Resolves with the next message of which this is true. */
  heard(test: (message: LiveServerMessage) => unknown): Promise<LiveServerMessage>
  closed: Promise<unknown>
}

async function talk(of = client(), onmessage?: (message: LiveServerMessage, talk: Talk) => void): Promise<Talk> {
  const waiting = new Set<(message: LiveServerMessage) => void>()
  const messages: LiveServerMessage[] = []
  let close = (_event: unknown): void => {}
  const closed = new Promise<unknown>(resolve => (close = resolve))
  const so = { messages, closed } as Talk
  so.heard = test =>
    new Promise(resolve => {
      const wait = (message: LiveServerMessage) => {
        if (!test(message)) return
        waiting.delete(wait)
        resolve(message)
      }
      waiting.add(wait)
    })
  so.session = await of.live.connect({
    model: 'gemini-live-2.5-flash',
    config: { responseModalities: [Modality.TEXT], systemInstruction: 'Be brief', temperature: 0.5 },
    callbacks: {
      onmessage: message => {
        messages.push(message)
        onmessage?.(message, so)
        for (const wait of waiting) wait(message)
      },
      onclose: event => close(event),
    },
  })
  return so
}

const isDone = ({ serverContent }: LiveServerMessage) => serverContent?.turnComplete

async function say(of: Talk, text: string): Promise<void> {
  const over = of.heard(isDone)
  of.session.sendClientContent({ turns: text })
  await over
}

const turnsOf = (spans: SpanRecord[]) => spans.filter(({ spanKind }) => spanKind === 'llm')

test('a session is a span, and each turn of the model a call in it', async () => {
  const { seen } = answer([{ setupComplete: {} }], [words('Hel'), words('lo'), done], [words('Bye'), done])
  const handle = stage.enable(enableGoogleGenaiAutolog)
  const so = await talk()
  await say(so, 'Say hello')
  await say(so, 'Say bye')
  so.session.close()
  await so.closed
  const spans = await spansOf(handle.run)
  const whole = spans.find(({ spanKind }) => spanKind === 'session')
  expect(whole).toMatchObject({ name: 'realtime_session gemini-live-2.5-flash', status: 'ok' })
  expect(turnsOf(spans)).toMatchObject([
    {
      name: 'chat gemini-live-2.5-flash',
      status: 'ok',
      traceId: whole!.traceId,
      parentId: whole!.spanId,
      input: [
        { role: 'system', parts: [{ content: 'Be brief' }] },
        { role: 'user', parts: [{ content: 'Say hello' }] },
      ],
      output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }],
      attributes: {
        'gen_ai.provider.name': 'gcp.gemini',
        'gen_ai.request.temperature': 0.5,
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.usage.output_tokens': 10,
        'gen_ai.usage.reasoning.output_tokens': 2,
        'gen_ai.usage.audio.input_tokens': 12,
        'gen_ai.usage.audio.output_tokens': 6,
        'gen_ai.response.time_to_first_chunk': expect.any(Number),
      },
    },
    { input: [{}, { parts: [{ content: 'Say bye' }] }], output: [{ parts: [{ content: 'Bye' }] }] },
  ])
  // what the program gets and what goes out are what they were
  expect(so.messages).toHaveLength(6)
  expect(seen).toMatchObject([{ setup: {} }, { clientContent: {} }, { clientContent: {} }])
  expect(JSON.stringify(spans)).not.toContain('key-for-tests')
})

test('spoken words are kept as they were understood, sound is not', async () => {
  const sound = { inlineData: { mimeType: 'audio/pcm', data: 'c291bmQ=' } }
  answer(
    [{ setupComplete: {} }],
    [
      { serverContent: { inputTranscription: { text: 'How is ' } } },
      { serverContent: { modelTurn: { parts: [sound] }, inputTranscription: { text: 'it?' } } },
      { serverContent: { outputTranscription: { text: 'It ' } } },
      { serverContent: { outputTranscription: { text: 'rains.' } } },
      done,
    ],
  )
  const handle = stage.enable(enableGoogleGenaiAutolog)
  const so = await talk()
  const over = so.heard(isDone)
  so.session.sendRealtimeInput({ audio: { data: 'c291bmQ=', mimeType: 'audio/pcm;rate=16000' } })
  await over
  so.session.close()
  await so.closed
  const spans = await spansOf(handle.run)
  expect(turnsOf(spans)).toMatchObject([
    {
      input: [{}, { role: 'user', parts: [{ content: 'How is it?' }] }],
      output: [{ parts: [{ content: 'It rains.' }] }],
    },
  ])
  expect(JSON.stringify(spans)).not.toContain('c291bmQ=')
})

test('a tool is one turn, and what it gave the next, also when the program answers at once', async () => {
  const functionCalls = [{ id: 'f1', name: 'weather', args: { city: 'Oslo' } }]
  answer([{ setupComplete: {} }], [{ toolCall: { functionCalls } }], [words('Rain'), done])
  const handle = stage.enable(enableGoogleGenaiAutolog)
  const so = await talk(client(), ({ toolCall }, { session }) => {
    if (toolCall)
      session.sendToolResponse({ functionResponses: [{ id: 'f1', name: 'weather', response: { sky: 'grey' } }] })
  })
  await say(so, 'How is it?')
  so.session.close()
  await so.closed
  expect(turnsOf(await spansOf(handle.run))).toMatchObject([
    {
      output: [{ parts: [{ type: 'tool_call', id: 'f1', name: 'weather', arguments: { city: 'Oslo' } }] }],
      attributes: { 'gen_ai.response.finish_reasons': ['tool_calls'] },
    },
    {
      input: [{}, { role: 'tool', parts: [{ type: 'tool_call_response', id: 'f1', response: { sky: 'grey' } }] }],
      output: [{ parts: [{ content: 'Rain' }] }],
    },
  ])
})

test('a turn that is interrupted keeps what was said', async () => {
  answer([{ setupComplete: {} }], [words('Hel'), { serverContent: { interrupted: true } }])
  const handle = stage.enable(enableGoogleGenaiAutolog)
  const so = await talk()
  const stopped = so.heard(({ serverContent }) => serverContent?.interrupted)
  so.session.sendClientContent({ turns: 'Say hello' })
  await stopped
  so.session.close()
  await so.closed
  expect(turnsOf(await spansOf(handle.run))).toMatchObject([
    { status: 'aborted', output: [{ parts: [{ content: 'Hel' }] }], attributes: { 'seetrain.ending': 'cancelled' } },
  ])
})

test('a connection that is closed with a reason ends turn and session as failed', async () => {
  const { socket } = answer([{ setupComplete: {} }], [words('Hel')])
  const handle = stage.enable(enableGoogleGenaiAutolog)
  const so = await talk()
  const begun = so.heard(({ serverContent }) => serverContent?.modelTurn)
  so.session.sendClientContent({ turns: 'Say hello' })
  await begun
  ;(await socket).close(1011, 'quota exceeded')
  await so.closed
  const spans = await spansOf(handle.run)
  expect(spans).toHaveLength(2)
  for (const span of spans)
    expect(span).toMatchObject({ status: 'error', error: { message: 'quota exceeded', code: '1011' } })
})

test('a session that is refused is recorded, and its error the same', async () => {
  const refuse = () => server.once('connection', socket => socket.close(1008, 'no such model'))
  refuse()
  const bare: unknown = await talk().catch((error: unknown) => error)
  refuse()
  const handle = stage.enable(enableGoogleGenaiAutolog)
  const seen: unknown = await talk().catch((error: unknown) => error)
  expect(seen).toEqual(bare)
  expect(seen).toBeInstanceOf(Error)
  expect(await spansOf(handle.run)).toMatchObject([{ spanKind: 'session', error: { message: 'no such model' } }])
})

test('what goes on when autolog is finished ends there', async () => {
  answer([{ setupComplete: {} }], [words('Hel')], [words('lo'), done])
  const handle = stage.enable(enableGoogleGenaiAutolog)
  const so = await talk()
  const begun = so.heard(({ serverContent }) => serverContent?.modelTurn)
  so.session.sendClientContent({ turns: 'Say hello' })
  await begun
  await handle.finish()
  await say(so, 'Go on')
  so.session.close()
  await so.closed
  expect(await spansOf(handle.run)).toMatchObject([
    { spanKind: 'session', attributes: {} },
    { spanKind: 'llm', status: 'aborted', attributes: { 'seetrain.ending': 'unfinished' } },
  ])
})

async function helloTo(one: GoogleGenAI): Promise<void> {
  answer([{ setupComplete: {} }], [words('Hello'), done])
  const so = await talk(one)
  await say(so, 'Say hello')
  so.session.close()
  await so.closed
}

test('wrap listens to one client alone', async () => {
  const run = init(stage.runOptions())
  const ours = wrap(client())
  await helloTo(ours)
  await helloTo(client())
  expect(turnsOf(await spansOf(run))).toHaveLength(1)
  await run.finish()
})

test('two who listen make one record, that of the newer', async () => {
  const [older, newer] = [stage.enable(enableGoogleGenaiAutolog), stage.enable(enableGoogleGenaiAutolog)]
  await helloTo(client())
  expect([(await spansOf(older.run)).length, turnsOf(await spansOf(newer.run)).length]).toEqual([0, 1])
})

test('disable leaves the classes as they were', () => {
  const factory = Object.getPrototypeOf(Reflect.get(client().live, 'webSocketFactory')) as object
  const before = Object.getOwnPropertyDescriptors(factory)
  const handle = stage.enable(enableGoogleGenaiAutolog)
  expect(Object.getOwnPropertyDescriptors(factory)).not.toEqual(before)
  handle.disable()
  expect(Object.getOwnPropertyDescriptors(factory)).toEqual(before)
})
