import { enableOpenaiAutolog } from '@seetrain/autolog'
import type { SpanRecord } from '@seetrain/core'
import OpenAI from 'openai'
import { events, json, type Answer } from './fake-server.ts'
import { responseAnswer } from './openai-answers.ts'
import { recordsWhile } from './sdk-behaviours.ts'
import { sdkVersion } from './sdk-version.ts'
import { drain, spansOf, Stage } from './stage.ts'

const stage = new Stage()
const options = () => ({ apiKey: 'key-for-tests-1234', baseURL: `${stage.server.url}/v1`, maxRetries: 0 })
const client = () => new OpenAI(options())
const bytes = Buffer.from('a picture of something')
const base64 = bytes.toString('base64')
const blob = { size: bytes.length, mime: 'image/png' }
const file = (name: string) => new File(['sound or picture'], name)

async function recordOf(answer: Answer, use: (openai: OpenAI) => Promise<unknown>): Promise<SpanRecord> {
  const spans = await recordsWhile({ stage, enable: enableOpenaiAutolog }, [answer], () => use(client()))
  expect(spans).toHaveLength(1)
  return spans[0]!
}

describe('images', () => {
  test('generated ones go to the blobs', async () => {
    const usage = { input_tokens: 10, output_tokens: 200, total_tokens: 210 }
    const answer = json({
      created: 1,
      data: [{ b64_json: base64, revised_prompt: 'A small cat' }],
      output_format: 'png',
      usage,
    })
    const span = await recordOf(answer, openai =>
      openai.images.generate({ model: 'gpt-image-1', prompt: 'A cat', size: '1024x1024' }),
    )
    expect(span).toMatchObject({
      spanKind: 'image',
      input: [{ parts: [{ type: 'text', content: 'A cat' }] }],
      output: [
        {
          parts: [
            { type: 'blob', modality: 'image', blob },
            { type: 'text', content: 'A small cat' },
          ],
        },
      ],
      attributes: { 'openai.request.size': '1024x1024', 'gen_ai.usage.output_tokens': 200 },
    })
    expect(JSON.stringify(span)).not.toContain(base64)
  })

  test('edited ones tell the names of what was sent', async () => {
    const answer = json({ created: 1, data: [{ b64_json: base64 }] })
    const span = await recordOf(answer, openai =>
      openai.images.edit({ model: 'gpt-image-1', prompt: 'With a hat', image: [file('a.png'), file('b.png')] }),
    )
    expect(span).toMatchObject({
      input: [{ parts: [{ content: 'With a hat' }, { type: 'file', file: 'a.png', size: 16 }, { file: 'b.png' }] }],
      output: [{ parts: [{ type: 'blob', blob }] }],
    })
  })

  test('of a stream the finished one is kept', async () => {
    const list = [
      {
        type: 'image_generation.partial_image',
        b64_json: Buffer.from('half').toString('base64'),
        partial_image_index: 0,
      },
      {
        type: 'image_generation.completed',
        b64_json: base64,
        output_format: 'png',
        usage: { input_tokens: 1, output_tokens: 2 },
      },
    ]
    const span = await recordOf(events(list), async openai => {
      const stream = await openai.images.generate({
        model: 'gpt-image-1',
        prompt: 'A cat',
        stream: true,
        partial_images: 1,
      })
      for await (const event of stream) expect(event.type).toMatch('image_generation')
    })
    expect(span).toMatchObject({
      output: [{ parts: [{ type: 'blob', blob }] }],
      attributes: { 'gen_ai.usage.output_tokens': 2 },
    })
  })
})

describe('audio', () => {
  test("speech: the words; the sound is the program's to read", async () => {
    const sound: Answer = (_, response) => void response.writeHead(200, { 'content-type': 'audio/mpeg' }).end('sound')
    const span = await recordOf(sound, async openai => {
      const response = await openai.audio.speech.create({ model: 'tts-1', voice: 'alloy', input: 'Good morning' })
      expect(Buffer.from(await response.arrayBuffer()).toString()).toBe('sound')
    })
    expect(span).toMatchObject({
      spanKind: 'audio',
      input: [{ parts: [{ type: 'text', content: 'Good morning' }] }],
      attributes: { 'openai.request.voice': 'alloy' },
    })
  })

  test('a transcription: its text, its length', async () => {
    const answer = json({
      text: 'Good morning',
      duration: 1.5,
      language: 'english',
      usage: { type: 'duration', seconds: 2 },
    })
    const span = await recordOf(answer, openai =>
      openai.audio.transcriptions.create({ model: 'whisper-1', file: file('a.mp3'), response_format: 'verbose_json' }),
    )
    expect(span).toMatchObject({
      input: [{ parts: [{ type: 'file', file: 'a.mp3', size: 16 }] }],
      output: [{ parts: [{ content: 'Good morning' }] }],
      attributes: { 'openai.response.duration_seconds': 1.5, 'openai.response.language': 'english' },
    })
    expect(span.attributes).not.toHaveProperty('gen_ai.usage.input_tokens')
  })

  test('a transcription that streams', async () => {
    const list = [
      ...['Good ', 'morning'].map(delta => ({ type: 'transcript.text.delta', delta })),
      {
        type: 'transcript.text.done',
        text: 'Good morning',
        usage: { type: 'tokens', input_tokens: 14, output_tokens: 3 },
      },
    ]
    const span = await recordOf(events(list), async openai => {
      const stream = await openai.audio.transcriptions.create({
        model: 'gpt-4o-transcribe',
        file: file('a.mp3'),
        stream: true,
      })
      for await (const event of stream) expect(event.type).toMatch('transcript.text')
    })
    expect(span).toMatchObject({
      output: [{ parts: [{ content: 'Good morning' }] }],
      attributes: { 'gen_ai.usage.input_tokens': 14, 'gen_ai.request.stream': true },
    })
  })

  test('a translation as plain text', async () => {
    const plain: Answer = (_, response) =>
      void response.writeHead(200, { 'content-type': 'text/plain' }).end('Good day')
    const span = await recordOf(plain, openai =>
      openai.audio.translations.create({ model: 'whisper-1', file: file('a.mp3'), response_format: 'text' }),
    )
    expect(span.output).toMatchObject([{ parts: [{ content: 'Good day' }] }])
  })
})

test('moderations name what was flagged', async () => {
  const results = [
    { flagged: true, categories: { violence: true, hate: false }, category_scores: { violence: 0.9, hate: 0 } },
  ]
  const span = await recordOf(json({ id: 'modr-1', model: 'omni-moderation', results }), openai =>
    openai.moderations.create({ model: 'omni-moderation-latest', input: ['Hit him'] }),
  )
  expect(span).toMatchObject({
    spanKind: 'moderation',
    input: [{ parts: [{ content: 'Hit him' }] }],
    attributes: { 'seetrain.moderation.flagged': true, 'seetrain.moderation.categories': ['violence'] },
  })
})

test('files and batches', async () => {
  const uploaded = await recordOf(json({ id: 'file-1', bytes: 16 }), openai =>
    openai.files.create({ file: file('requests.jsonl'), purpose: 'batch' }),
  )
  expect(uploaded).toMatchObject({
    name: 'upload_file',
    input: { file: 'requests.jsonl', size: 16 },
    attributes: { 'openai.file.purpose': 'batch', 'gen_ai.response.id': 'file-1' },
  })
  const batch = { id: 'batch_1', status: 'validating', request_counts: { total: 0 } }
  const created = await recordOf(json(batch), openai =>
    openai.batches.create({ input_file_id: 'file-1', endpoint: '/v1/chat/completions', completion_window: '24h' }),
  )
  expect(created).toMatchObject({
    name: 'create_batch',
    attributes: { 'openai.batch.status': 'validating', 'openai.batch.endpoint': '/v1/chat/completions' },
  })
})

test('threads and their runs', async () => {
  const run = {
    id: 'run_1',
    thread_id: 'thread_1',
    model: 'gpt-4o',
    status: 'requires_action',
    required_action: {
      submit_tool_outputs: { tool_calls: [{ id: 't1', function: { name: 'weather', arguments: '{"city":"Oslo"}' } }] },
    },
  }
  const span = await recordOf(json(run), openai =>
    openai.beta.threads.runs.create('thread_1', { assistant_id: 'asst_1', instructions: 'Be brief' }),
  )
  expect(span).toMatchObject({
    spanKind: 'agent',
    input: [{ role: 'system', parts: [{ content: 'Be brief' }] }],
    output: [{ parts: [{ type: 'tool_call', id: 't1', arguments: { city: 'Oslo' } }] }],
    attributes: { 'gen_ai.agent.id': 'asst_1', 'gen_ai.conversation.id': 'thread_1' },
  })
  const message = await recordOf(json({ id: 'msg_1' }), openai =>
    openai.beta.threads.messages.create('thread_1', { role: 'user', content: 'Hi' }),
  )
  expect(message).toMatchObject({ name: 'create_message', input: [{ role: 'user', parts: [{ content: 'Hi' }] }] })
})

test('a run that streams', async () => {
  const frame = (event: string, data: object) => `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`
  const delta = (value: string) => ({ id: 'msg_1', delta: { content: [{ index: 0, type: 'text', text: { value } }] } })
  const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 }
  const answer: Answer = (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(frame('thread.run.created', { id: 'run_1', status: 'queued' }))
    for (const word of ['Hel', 'lo']) response.write(frame('thread.message.delta', delta(word)))
    response.end(
      `${frame('thread.run.completed', { id: 'run_1', status: 'completed', usage })}event: done\ndata: [DONE]\n\n`,
    )
  }
  const span = await recordOf(answer, async openai => {
    await drain(await openai.beta.threads.runs.create('thread_1', { assistant_id: 'asst_1', stream: true }))
  })
  expect(span).toMatchObject({
    output: [{ parts: [{ content: 'Hello' }] }],
    attributes: { 'gen_ai.usage.input_tokens': 10, 'seetrain.response.status': 'completed' },
  })
})

test('a conversation begins with its items', async () => {
  const span = await recordOf(json({ id: 'conv_1' }), openai =>
    openai.conversations.create({ items: [{ type: 'message', role: 'user', content: 'Hi' }] }),
  )
  expect(span).toMatchObject({ name: 'create_conversation', input: [{ parts: [{ content: 'Hi' }] }] })
})

test.each(['openai', 'openai-6', 'openai-5', 'openai-4'])(
  '%s: of a response in the background, looks at one that is pending are passed over, the tokens count once',
  async name => {
    const module = sdkVersion<typeof import('openai')>(name)
    // what is known of an id is kept
    const id = `resp_bg_${name}`
    const queued = { ...responseAnswer('Hello'), id, status: 'queued', output: [], usage: null }
    const done = { ...responseAnswer('Hello'), id }
    stage.server.answer(json(queued), json({ ...queued, status: 'in_progress' }), json(done), json(done))
    const handle = stage.enable(enableOpenaiAutolog, { module })
    const openai = new module.OpenAI(options())
    await openai.responses.create({ model: 'gpt-5', input: 'Hi', background: true })
    for (let look = 0; look < 3; look++) await openai.responses.retrieve(id)
    const spans = await spansOf(handle.run)
    expect(
      spans.map(({ attributes }) => [
        attributes['gen_ai.operation.name'],
        attributes['seetrain.response.status'],
        attributes['gen_ai.usage.input_tokens'] !== undefined,
      ]),
    ).toEqual([
      ['chat', 'queued', false],
      ['retrieve_response', 'completed', true],
      ['retrieve_response', 'completed', false],
    ])
    expect(spans[1]!.output).toMatchObject([{ parts: [{ content: 'Hello' }] }])
    expect(handle.totals.calls).toBe(3)
  },
)

test('long texts of every endpoint are cut with a mark', async () => {
  stage.server.answer(json({ text: 'x'.repeat(50) }))
  const handle = stage.enable(enableOpenaiAutolog, { maxTextLength: 10 })
  await client().audio.transcriptions.create({ model: 'whisper-1', file: file('a.mp3') })
  expect((await spansOf(handle.run))[0]!.output).toMatchObject([
    { parts: [{ content: `${'x'.repeat(10)}… [cut: 40 of 50 characters]` }] },
  ])
})
