import { enableOpenaiAutolog } from '@seetrain/autolog'
import type * as openai from 'openai'
import { sdkVersion } from './sdk-version.ts'
import { openaiBehaviours, type Behaviour } from './openai-behaviours.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const versions = [4, 5, 6, 7].map(
  version => [version, sdkVersion<typeof openai>(version === 7 ? 'openai' : `openai-${version}`)] as const,
)

describe.each(versions)('openai %i: a program sees the same with autolog as without', (version, module) => {
  const ours = openaiBehaviours.filter(({ since = 0 }) => version >= since)

  test.each(ours.map(behaviour => [behaviour.name, behaviour] as const))('%s', async (_, behaviour) => {
    const bare = await observe(module, behaviour)
    const handle = stage.enable(enableOpenaiAutolog, { module })
    const watched = await observe(module, behaviour)
    expect(watched).toEqual(bare)
    handle.disable()
    const spans = await spansOf(handle.run)
    expect(spans.map(({ status }) => status)).toEqual(behaviour.records)
    expect(handle.getStats().failures).toBe(0)
  })
})

/** What the program saw, and what went over the wire. */
async function observe({ OpenAI }: typeof openai, { answers, use, racing }: Behaviour): Promise<unknown> {
  const { server } = stage
  server.answer(...answers)
  const fetch = racing && { fetch: neverAnswered }
  const client = new OpenAI({ apiKey: 'key-for-tests-1234', baseURL: `${server.url}/v1`, maxRetries: 0, ...fetch })
  const seen = await use(client, OpenAI)
  const wire = server.requests.map(({ method, path, body, headers }) => ({
    method,
    path,
    body,
    mine: headers['x-mine'],
  }))
  return { seen, wire }
}

const neverAnswered: typeof fetch = (_, init) =>
  new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error)))
