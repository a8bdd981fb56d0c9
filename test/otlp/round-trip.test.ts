import { feedback, trace, enableOpenaiAutolog, withContext } from '@seetrain/autolog'
import { init, nodeFileSystem, readRun, runFolder, type SpanRecord } from '@seetrain/core'
import { OtlpSink } from '@seetrain/sinks/otlp'
import OpenAI from 'openai'
import { events, json } from '../autolog/fake-server.ts'
import { spansOf, Stage } from '../autolog/stage.ts'
import { HubUnderTest } from '../hub/hub-under-test.ts'

const stage = new Stage()
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const CALLS = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }
const USAGE = { prompt_tokens: 20, completion_tokens: 9, total_tokens: 29, prompt_tokens_details: { cached_tokens: 4 } }
const MODEL = 'gpt-4o-2024-08-06'

/** A program that asks a model with a picture, uses a tool, reads a stream, fails once, and judges what it got. */
async function program(url: string): Promise<void> {
  const client = new OpenAI({ apiKey: 'none', baseURL: url, maxRetries: 0 })
  const content = [
    { type: 'text', text: 'What is the weather here?' },
    { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
  ] as OpenAI.ChatCompletionContentPart[]
  const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object' } } }] as never
  await withContext({ session: 's1', user: 'u1', tags: ['a'], metadata: { plan: { tier: 2 } } }, () =>
    trace('answer', async span => {
      await client.chat.completions.create({
        model: 'gpt-4o',
        temperature: 0.5,
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content },
        ],
        tools,
      })
      await trace('weather', async () => ({ sky: 'rain', at: [1, null] }), { kind: 'tool', input: { city: 'Paris' } })
      const stream = await client.chat.completions.create({ model: 'gpt-4o', messages: [], stream: true })
      for await (const chunk of stream) void chunk
      await client.chat.completions.create({ model: 'gpt-4o', messages: [] }).catch(() => {})
      span.event('checked', { deep: { list: [1, 'x'] } })
      feedback(span, 1, { comment: 'good' })
      return 'Rain.'
    }),
  )
}

test.each(['protobuf', 'json'] as const)('a run comes out of another hub as it went in, by %s', async protocol => {
  await using hub = await HubUnderTest.start()
  const run = init({ ...stage.runOptions(), sinks: [new OtlpSink({ endpoint: hub.url, protocol })] })
  const { server } = stage
  server.answer(
    json({
      id: 'c1',
      model: MODEL,
      usage: USAGE,
      choices: [{ finish_reason: 'tool_calls', message: { role: 'assistant', content: null, tool_calls: [CALLS] } }],
    }),
    events([
      { id: 'c2', model: MODEL, choices: [{ index: 0, delta: { content: 'Ra' } }] },
      {
        id: 'c2',
        model: MODEL,
        choices: [{ index: 0, delta: { content: 'in.' }, finish_reason: 'stop' }],
        usage: USAGE,
      },
    ]),
    json({ error: { message: 'too many' } }, { status: 429 }),
  )
  const handle = stage.keep(enableOpenaiAutolog({}))
  await program(`${server.url}/v1`)
  run.log({ loss: Number.NaN, acc: 0.5 }, { step: 3, epoch: 1 })
  run.alert('look', { text: 'at this', level: 'warning', step: 3 })
  await handle.finish()
  await run.finish()

  await hub.hub.caughtUp()
  const there = await hub.client.call('listSpans', { query: { runs: [run.id], limit: 100 } })
  const spans = byId(there.rows.map(({ record }) => record as SpanRecord))
  const here = byId(await spansOf(run))
  expect(here).toHaveLength(6)
  for (const [index, span] of here.entries())
    expect(spans[index]).toEqual({ ...span, attributes: { ...spans[index]?.attributes, ...span.attributes } })
  for (const span of spans.filter(({ spanKind }) => spanKind === 'llm'))
    expect(span).toEqual(here.find(({ spanId }) => spanId === span.spanId))
  const { rows } = await hub.client.call('listRuns', {})
  expect(rows.map(({ id, name, project }) => [id, name, project])).toEqual([[run.id, run.name, run.project]])
  expect(await otherRecords(hub, run.id)).toEqual({
    points: [
      { key: 'loss', step: 3, value: Number.NaN, epoch: 1 },
      { key: 'acc', step: 3, value: 0.5, epoch: 1 },
    ],
    alerts: [{ title: 'look', text: 'at this', level: 'warning', step: 3 }],
  })
  const [picture] = /[0-9a-f]{64}/.exec(JSON.stringify(spans)) ?? []
  const bytes = await (await fetch(`${hub.url}/api/v1/blobs/${picture}`)).arrayBuffer()
  expect(Buffer.from(bytes).toString('base64')).toBe(PIXEL)
  expect(run.stats().sinks['otlp']).toMatchObject({ poisoned: 0, failures: 0 })
  expect(hub.errors).toEqual([])
})

async function otherRecords(hub: HubUnderTest, runId: string): Promise<{ points: object[]; alerts: object[] }> {
  const points: object[] = []
  const alerts: object[] = []
  for (const { record } of readRun(runFolder(hub.home, runId), nodeFileSystem)) {
    const { kind, time, ...rest } = record
    if (kind === 'metric') points.push(rest)
    if (kind === 'alert') alerts.push(rest)
    expect(time).toBeGreaterThan(0)
  }
  return { points, alerts }
}

function byId(spans: SpanRecord[]): SpanRecord[] {
  return spans.sort((a, b) => (a.spanId < b.spanId ? -1 : 1))
}
