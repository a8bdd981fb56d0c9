import { once } from 'node:events'
import { createServer, type Http2Session, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { enableBedrockAutolog } from '@seetrain/autolog'
import {
  BedrockRuntimeClient,
  InvokeModelWithBidirectionalStreamCommand,
  type InvokeModelWithBidirectionalStreamInput,
} from '@aws-sdk/client-bedrock-runtime'
import { frame, payloadsOf } from './bedrock-event-stream.ts'
import { describeError } from './sdk-behaviours.ts'
import { spansOf, Stage } from './stage.ts'

type Heard = (event: { [kind: string]: { [member: string]: unknown } }, say: (...events: object[]) => void) => void

const stage = new Stage()
const server = createServer()
const sessions = new Set<Http2Session>()
let wire: unknown[] = []
/** What the model does with each event. */
let heard: Heard = () => {}
let stream: ServerHttp2Stream | undefined

beforeAll(async () => {
  server.on('session', session => sessions.add(session))
  server.on('stream', answer)
  await once(server.listen(0, '127.0.0.1'), 'listening')
})
afterAll(() => {
  for (const session of sessions) session.destroy()
  server.close()
})

/** HTTP/2 both ways: signed frames that hold frames that hold bytes of JSON. */
function answer(opened: ServerHttp2Stream): void {
  stream = opened
  opened.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' })
  const say = (...events: object[]) => {
    for (const event of events) opened.write(frame('chunk', { bytes: encoded({ event }).toString('base64') }))
  }
  let rest: Buffer = Buffer.alloc(0)
  opened.on('error', () => {})
  opened.on('data', (piece: Buffer) => {
    const outer = payloadsOf(Buffer.concat([rest, piece]))
    rest = outer.rest
    for (const inner of outer.payloads)
      for (const payload of payloadsOf(inner).payloads) {
        const { bytes } = JSON.parse(String(payload)) as { bytes: string }
        const { event } = JSON.parse(Buffer.from(bytes, 'base64').toString()) as { event: Parameters<Heard>[0] }
        wire.push(event)
        heard(event, say)
        if ('sessionEnd' in event) opened.end()
      }
  })
}

const encoded = (value: object) => Buffer.from(JSON.stringify(value))
const client = () =>
  new BedrockRuntimeClient({
    region: 'eu-north-1',
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    credentials: { accessKeyId: 'key-for-tests', secretAccessKey: 'secret-for-tests' },
  })

const text = (role: string, content: string, name: string) => [
  { contentStart: { promptName: 'p', contentName: name, type: 'TEXT', role } },
  { textInput: { promptName: 'p', contentName: name, content } },
  { contentEnd: { promptName: 'p', contentName: name } },
]
const opening = [
  { sessionStart: { inferenceConfiguration: { maxTokens: 1024, temperature: 0.5 } } },
  { promptStart: { promptName: 'p', toolConfiguration: { tools: [{ toolSpec: { name: 'weather' } }] } } },
  ...text('SYSTEM', 'Be brief', 's'),
  { contentStart: { promptName: 'p', contentName: 'a', type: 'AUDIO', role: 'USER' } },
  { audioInput: { promptName: 'p', contentName: 'a', content: 'c291bmQ=' } },
]
const closing = [{ promptEnd: { promptName: 'p' } }, { sessionEnd: {} }]

/** Says everything at once, but for what waits for the model. */
async function* speech(
  until: Promise<unknown>,
  then: () => object[],
): AsyncGenerator<InvokeModelWithBidirectionalStreamInput> {
  const chunk = (event: object) => ({ chunk: { bytes: new Uint8Array(encoded({ event })) } })
  for (const event of opening) yield chunk(event)
  await until
  for (const event of [...then(), ...closing]) yield chunk(event)
}

const say = (contentId: string, role: string, content: string, stage?: string) => [
  {
    contentStart: {
      contentId,
      type: 'TEXT',
      role,
      ...(stage && { additionalModelFields: JSON.stringify({ generationStage: stage }) }),
    },
  },
  { textOutput: { contentId, role, content } },
  { contentEnd: { contentId, type: 'TEXT', stopReason: 'PARTIAL_TURN' } },
]
const usageEvent = {
  totalInputTokens: 20,
  totalOutputTokens: 8,
  details: { total: { input: { speechTokens: 12, textTokens: 8 }, output: { speechTokens: 6, textTokens: 2 } } },
}

/** The program hears a tool being asked for and answers it. */
async function talk(): Promise<unknown> {
  wire = []
  heard = (event, answerWith) => {
    if (event['audioInput'])
      answerWith({ completionStart: { sessionId: 'session-1' } }, ...say('c1', 'USER', 'How is the weather?'), {
        toolUse: { contentId: 'c2', toolUseId: 't1', toolName: 'weather', content: '{"city":"Oslo"}' },
      })
    if (event['toolResult'])
      answerWith(
        ...say('c3', 'ASSISTANT', 'It rains', 'SPECULATIVE'),
        { audioOutput: { contentId: 'c4', content: 'c291bmQ=' } },
        ...say('c5', 'ASSISTANT', 'It rains.', 'FINAL'),
        { usageEvent },
        { completionEnd: { stopReason: 'END_TURN' } },
      )
  }
  let asked = (): void => {}
  const body = speech(new Promise<void>(resolve => (asked = resolve)), () => [
    {
      contentStart: {
        promptName: 'p',
        contentName: 'r',
        type: 'TOOL',
        role: 'TOOL',
        toolResultInputConfiguration: { toolUseId: 't1' },
      },
    },
    { toolResult: { promptName: 'p', contentName: 'r', content: '{"sky":"grey"}' } },
    { contentEnd: { promptName: 'p', contentName: 'r' } },
  ])
  const seen: string[] = []
  const using = client()
  const command = new InvokeModelWithBidirectionalStreamCommand({ modelId: 'amazon.nova-sonic-v1:0', body })
  const before = command.input
  const answered = await using.send(command)
  for await (const { chunk } of answered.body!) {
    const words = Buffer.from(chunk!.bytes!).toString()
    seen.push(words)
    if (words.includes('toolUse')) asked()
  }
  using.destroy()
  return { seen, wire, isTouched: command.input !== before || command.input.body !== body }
}

test('a talk is one call: what was said, heard and answered; the program sees what it saw', async () => {
  const bare = await talk()
  const handle = stage.enable(enableBedrockAutolog)
  const seen = await talk()
  expect(seen).toEqual(bare)
  expect(seen).toMatchObject({ isTouched: false })
  const spans = await spansOf(handle.run)
  expect(spans).toMatchObject([
    {
      name: 'chat amazon.nova-sonic-v1:0',
      status: 'ok',
      input: [
        { role: 'system', parts: [{ content: 'Be brief' }] },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 't1', response: '{"sky":"grey"}' }] },
      ],
      output: [
        { role: 'user', parts: [{ content: 'How is the weather?' }] },
        { role: 'assistant', parts: [{ type: 'tool_call', id: 't1', name: 'weather', arguments: { city: 'Oslo' } }] },
        { role: 'assistant', parts: [{ content: 'It rains.' }] },
      ],
      attributes: {
        'gen_ai.provider.name': 'aws.bedrock',
        'gen_ai.request.max_tokens': 1024,
        'gen_ai.tool.definitions': [{}],
        'gen_ai.response.id': 'session-1',
        'gen_ai.response.finish_reasons': ['end_turn'],
        'gen_ai.usage.input_tokens': 20,
        'gen_ai.usage.output_tokens': 8,
        'gen_ai.usage.audio.input_tokens': 12,
        'gen_ai.usage.audio.output_tokens': 6,
      },
    },
  ])
  expect(JSON.stringify(spans)).not.toContain('c291bmQ=')
  expect(handle.getStats().failures).toBe(0)
})

test('a connection that dies in the middle keeps what was said', async () => {
  wire = []
  heard = (event, answerWith) => {
    if (event['audioInput']) answerWith(...say('c1', 'ASSISTANT', 'It ra', 'SPECULATIVE'))
  }
  const handle = stage.enable(enableBedrockAutolog)
  const using = client()
  const body = speech(new Promise(() => {}), () => [])
  const answered = await using.send(
    new InvokeModelWithBidirectionalStreamCommand({ modelId: 'amazon.nova-sonic-v1:0', body }),
  )
  const read = async () => {
    for await (const { chunk } of answered.body!)
      if (Buffer.from(chunk!.bytes!).toString().includes('textOutput')) stream!.destroy(new Error('gone'))
  }
  expect(await read().catch(describeError)).toMatchObject({ message: expect.any(String) })
  using.destroy()
  expect(await spansOf(handle.run)).toMatchObject([
    { status: 'error', output: [{ role: 'assistant', parts: [{ content: 'It ra' }] }] },
  ])
})
