import { Stage } from '../autolog/stage.ts'
import { absentPeer, pythonPeer } from '../peers/python-peer.ts'
import { describeWhen } from '../skip.ts'
import { MODEL } from './model-program.ts'
import { sendModelCalls, Tracker } from './tracker.ts'

const python = pythonPeer('phoenix')

describeWhen(python !== undefined, absentPeer('phoenix'))('Phoenix', () => {
  const stage = new Stage()
  let phoenix: Tracker
  beforeAll(async () => {
    phoenix = await Tracker.start({
      command: python!,
      args: () => ['-m', 'phoenix.server.main', 'serve'],
      ports: 2,
      environment: ([port, grpcPort], folder) => ({
        PHOENIX_HOST: '127.0.0.1',
        PHOENIX_PORT: String(port),
        PHOENIX_GRPC_PORT: String(grpcPort),
        PHOENIX_WORKING_DIR: folder,
        PHOENIX_TELEMETRY_ENABLED: 'false',
        PHOENIX_ALLOW_EXTERNAL_RESOURCES: 'false',
        PYTHONUNBUFFERED: '1',
      }),
      ready: 'Application startup complete',
    })
  }, 180_000)
  afterAll(() => phoenix.stop(), 60_000)

  it('shows the calls of a run: words, tools, tokens, cost, the tree and what failed', async () => {
    const { spans } = await sendModelCalls(stage, { endpoint: phoenix.url })
    const shown = await shownBy(phoenix.url, spans.length)
    const idOf = (name: string) => spans.find(span => span.name === name)!.spanId
    expect(shown.map(({ name, spanKind, parentId, statusCode }) => [name, spanKind, parentId, statusCode])).toEqual([
      ['chat gpt-4o', 'llm', idOf('assistant'), 'OK'],
      ['weather', 'tool', idOf('assistant'), 'OK'],
      ['chat gpt-4o', 'llm', idOf('assistant'), 'OK'],
      ['embeddings text-embedding-3-small', 'embedding', idOf('assistant'), 'OK'],
      ['chat gpt-4o', 'llm', idOf('assistant'), 'ERROR'],
      ['assistant', 'agent', null, 'OK'],
    ])
    const [asked, tool, streamed, embedding, failed, around] = shown as [Shown, Shown, Shown, Shown, Shown, Shown]

    expect(JSON.parse(asked.attributes)).toMatchObject({
      llm: {
        model_name: MODEL,
        provider: expect.any(String),
        invocation_parameters: '{"temperature":0.5}',
        input_messages: [
          { message: { role: 'system', content: 'Be brief.' } },
          { message: { role: 'user', content: 'Weather in Paris?' } },
        ],
        output_messages: [
          {
            message: {
              role: 'assistant',
              content: 'Let me look.',
              tool_calls: [
                { tool_call: { id: 'call_1', function: { name: 'weather', arguments: '{"city":"Paris"}' } } },
              ],
            },
          },
        ],
        tools: [{ tool: { json_schema: expect.stringContaining('Tells the weather.') } }],
      },
      session: { id: 's1' },
      user: { id: 'u1' },
      tag: { tags: ['a', 'b'] },
      metadata: { plan: 'gold' },
    })
    expect(asked).toMatchObject({
      tokenCountPrompt: 20,
      tokenCountCompletion: 9,
      tokenPromptDetails: { cacheRead: 4 },
      costSummary: { total: { cost: 0.000135 } },
    })
    // what a list of spans shows
    expect([asked.input!.value, streamed.output!.value]).toEqual([
      expect.stringContaining('Weather in Paris?'),
      expect.stringContaining('"Rain."'),
    ])
    expect(JSON.parse(streamed.attributes).llm.input_messages[3]).toEqual({
      message: { role: 'tool', content: 'rain', tool_call_id: 'call_1' },
    })
    expect([tool.input!.value, tool.output!.value]).toEqual(['{"city":"Paris"}', '{"sky":"rain"}'])
    expect([around.input!.value, around.output!.value]).toEqual(['Weather in Paris?', 'Rain.'])
    expect(JSON.parse(embedding.attributes).embedding).toMatchObject({
      model_name: 'text-embedding-3-small',
      embeddings: [{ embedding: { text: 'rain' } }, { embedding: { text: 'sun' } }],
    })
    expect([failed.statusMessage, failed.events]).toEqual([
      '429 too many requests',
      [{ name: 'exception', message: '429 too many requests' }],
    ])
  }, 60_000)
})

interface Shown {
  name: string
  spanKind: string
  parentId: string | null
  statusCode: string
  statusMessage: string
  input: { value: string } | null
  output: { value: string } | null
  events: object[]
  attributes: string
}

const QUERY = `{ projects { edges { node { name spans(first: 50) { edges { node {
  name spanKind parentId statusCode statusMessage tokenCountPrompt tokenCountCompletion
  tokenPromptDetails { cacheRead } costSummary { total { cost } }
  input { value } output { value } events { name message } attributes
} } } } } } }`

/** The spans in the project of the run, in order. Phoenix takes spans into its database after it answered. */
async function shownBy(url: string, count: number): Promise<Shown[]> {
  for (;;) {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: QUERY }),
    })
    const { data } = (await response.json()) as { data: Answer }
    const project = data.projects.edges.find(({ node }) => node.name === 'shop')
    const spans = project?.node.spans.edges.map(({ node }) => node) ?? []
    const isPriced = spans.filter(span => 'costSummary' in span && span.costSummary !== null).length >= 2
    if (spans.length >= count && isPriced) return spans
  }
}

interface Answer {
  projects: { edges: { node: { name: string; spans: { edges: { node: Shown }[] } } }[] }
}
