import { enableBedrockAutolog } from '@seetrain/autolog'
import {
  BedrockRuntime,
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
  InvokeModelWithResponseStreamCommand,
  type ConverseCommandInput,
  type ConverseStreamCommandOutput,
} from '@aws-sdk/client-bedrock-runtime'
import { NodeHttpHandler } from '@smithy/node-http-handler'
import { messageAnswer, messageEvents } from './anthropic-behaviours.ts'
import { awsEvents } from './bedrock-event-stream.ts'
import { json, type Answer } from './fake-server.ts'
import { collect, describeError, describeSdk, descriptorsOf, first, recordsWhile } from './sdk-behaviours.ts'
import { Stage } from './stage.ts'

const stage = new Stage()
const options = (maxAttempts = 1) => ({
  region: 'eu-central-1',
  endpoint: stage.server.url,
  credentials: { accessKeyId: 'key-for-tests', secretAccessKey: 'secret-for-tests' },
  requestHandler: new NodeHttpHandler(),
  maxAttempts,
})
const client = (maxAttempts?: number) => new BedrockRuntimeClient(options(maxAttempts))
const question: ConverseCommandInput = {
  modelId: 'amazon.nova-lite-v1:0',
  system: [{ text: 'Be brief' }],
  messages: [{ role: 'user', content: [{ text: 'Say hello' }] }],
  inferenceConfig: { temperature: 0.5, maxTokens: 20 },
}
const usage = { inputTokens: 10, outputTokens: 5, totalTokens: 15, cacheReadInputTokens: 4 }
const answered = (...content: object[]) => ({
  output: { message: { role: 'assistant', content } },
  stopReason: 'end_turn',
  usage,
  metrics: { latencyMs: 12 },
})
const pieces: [string, object][] = [
  ['messageStart', { role: 'assistant' }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Hel' } }],
  ['contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'lo' } }],
  ['contentBlockStop', { contentBlockIndex: 0 }],
  ['contentBlockStart', { contentBlockIndex: 1, start: { toolUse: { toolUseId: 't1', name: 'weather' } } }],
  ['contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '{"city":' } } }],
  ['contentBlockDelta', { contentBlockIndex: 1, delta: { toolUse: { input: '"Oslo"}' } } }],
  ['messageStop', { stopReason: 'tool_use' }],
  ['metadata', { usage, metrics: { latencyMs: 12 } }],
]
const streamOf = ({ stream }: ConverseStreamCommandOutput) => stream!
const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64')
const messages = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 5, messages: [{ role: 'user', content: 'Hi' }] }
const claude = {
  modelId: 'anthropic.claude-sonnet-4-20250514-v1:0',
  contentType: 'application/json',
  body: JSON.stringify(messages),
}

describeSdk({
  stage,
  enable: enableBedrockAutolog,
  shape: () =>
    descriptorsOf(BedrockRuntimeClient.prototype, Object.getPrototypeOf(BedrockRuntimeClient.prototype) as object),
  behaviours: [
    {
      name: 'Converse',
      answers: [json(answered({ text: 'Hello' }), { headers: { 'x-amzn-requestid': 'request-1' } })],
      use: async () => (await client().send(new ConverseCommand(question))).output,
      records: ['ok'],
      expected: [
        {
          name: 'chat amazon.nova-lite-v1:0',
          input: [
            { role: 'system', parts: [{ content: 'Be brief' }] },
            { role: 'user', parts: [{ type: 'text', content: 'Say hello' }] },
          ],
          output: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'end_turn' }],
          attributes: {
            'gen_ai.provider.name': 'aws.bedrock',
            'gen_ai.request.max_tokens': 20,
            'gen_ai.usage.input_tokens': 14,
            'gen_ai.usage.cache_read.input_tokens': 4,
            'http.response.status_code': 200,
            'seetrain.request.id': 'request-1',
          },
        },
      ],
    },
    {
      name: 'the aggregated client, by its methods and a callback',
      answers: [json(answered({ text: 'Hello' }))],
      use: async () => {
        return new Promise((resolve, reject) => {
          new BedrockRuntime(options()).converse(question, (error: unknown, data) =>
            error ? reject(error) : resolve(data?.output),
          )
        })
      },
      records: ['ok'],
      expected: [{ output: [{ parts: [{ content: 'Hello' }] }] }],
    },
    {
      name: 'ConverseStream',
      answers: [awsEvents(pieces)],
      use: async () => collect(streamOf(await client().send(new ConverseStreamCommand(question)))),
      records: ['ok'],
      expected: [
        {
          output: [
            {
              parts: [
                { type: 'text', content: 'Hello' },
                { type: 'tool_call', id: 't1', name: 'weather', arguments: { city: 'Oslo' } },
              ],
              finish_reason: 'tool_use',
            },
          ],
          attributes: {
            'gen_ai.usage.output_tokens': 5,
            'seetrain.stream.chunks': 9,
            'seetrain.request.id': 'request-1',
          },
        },
      ],
    },
    {
      name: 'a stream, broken off',
      answers: [awsEvents(pieces.slice(0, 3))],
      use: async () => first(streamOf(await client().send(new ConverseStreamCommand(question))), 2),
      records: ['aborted'],
      expected: [{ output: [{ parts: [{ content: 'Hel' }] }] }],
    },
    {
      name: 'an error',
      answers: [
        json({ message: 'slow down' }, { status: 429, headers: { 'x-amzn-errortype': 'ThrottlingException' } }),
      ],
      use: async () => client().send(new ConverseCommand(question)).catch(describeError),
      records: ['error'],
      expected: [{ error: { name: 'ThrottlingException' }, attributes: { 'http.response.status_code': 429 } }],
    },
    {
      name: 'InvokeModel, in the language of Claude',
      answers: [json(messageAnswer())],
      use: async () => (await client().send(new InvokeModelCommand(claude))).body.transformToString(),
      records: ['ok'],
      expected: [
        {
          name: `chat ${claude.modelId}`,
          input: [{ role: 'user', parts: [{ content: 'Hi' }] }],
          output: [{ role: 'assistant' }],
        },
      ],
    },
    {
      name: 'InvokeModel, in that of Titan',
      answers: [
        json({ inputTextTokenCount: 3, results: [{ tokenCount: 2, outputText: 'Hello', completionReason: 'FINISH' }] }),
      ],
      use: async () => {
        const command = new InvokeModelCommand({
          modelId: 'amazon.titan-text-lite-v1',
          body: JSON.stringify({ inputText: 'Hi' }),
        })
        return (await client().send(command)).body.transformToString()
      },
      records: ['ok'],
      expected: [
        { input: 'Hi', output: [{ parts: [{ content: 'Hello' }] }], attributes: { 'gen_ai.usage.input_tokens': 3 } },
      ],
    },
    {
      name: 'InvokeModelWithResponseStream',
      answers: [
        awsEvents(
          messageEvents(
            [{ start: { type: 'text', text: '' }, deltas: [{ type: 'text_delta', text: 'Hello' }] }],
            'end_turn',
          ).map(event => ['chunk', { bytes: base64(event) }]),
        ),
      ],
      use: async () => collect((await client().send(new InvokeModelWithResponseStreamCommand(claude))).body!),
      records: ['ok'],
      expected: [
        {
          output: [{ parts: [{ content: 'Hello' }], finish_reason: 'end_turn' }],
          attributes: { 'gen_ai.usage.output_tokens': 12 },
        },
      ],
    },
  ],
})

test('every attempt of a call is an event of its span', async () => {
  const random = jest.spyOn(Math, 'random').mockReturnValue(0)
  const breaks: Answer = (_, response) => void response.destroy()
  const answers = [json({ message: 'x' }, { status: 503 }), breaks, json(answered({ text: 'Hello' }))]
  const [span] = await recordsWhile({ stage, enable: enableBedrockAutolog }, answers, async () =>
    client(3).send(new ConverseCommand(question)),
  )
  random.mockRestore()
  expect(span).toMatchObject({
    status: 'ok',
    attributes: { 'http.request.resend_count': 2, 'server.address': '127.0.0.1' },
    events: [
      { attributes: { 'http.response.status_code': 503 } },
      { attributes: { 'error.type': 'ECONNRESET' } },
      { attributes: { 'http.response.status_code': 200 } },
    ],
  })
})

test('pictures go to the blobs, as they were when they were sent', async () => {
  const bytes = new Uint8Array(Buffer.from('a picture of something'))
  const content = [{ image: { format: 'png' as const, source: { bytes } } }, { text: 'What is it?' }]
  const [span] = await recordsWhile(
    { stage, enable: enableBedrockAutolog },
    [json(answered({ text: 'A cat' }))],
    async () => {
      const sent = client().send(new ConverseCommand({ modelId: 'm', messages: [{ role: 'user', content }] }))
      content[1]!.text = 'Something else'
      await sent
    },
  )
  expect(span!.input).toMatchObject([
    {
      parts: [
        { type: 'blob', modality: 'image', blob: { size: bytes.length, mime: 'image/png' } },
        { content: 'What is it?' },
      ],
    },
  ])
})
