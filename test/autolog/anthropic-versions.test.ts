import { enableAnthropicAutolog } from '@seetrain/autolog'
import type * as anthropic from '@anthropic-ai/sdk'
import { anthropicBehaviours, type AnthropicBehaviour } from './anthropic-behaviours.ts'
import { sdkVersion } from './sdk-version.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const versions = ['@anthropic-ai/sdk', 'anthropic-sdk-0'].map(
  name => [name, sdkVersion<typeof anthropic>(name)] as const,
)

describe.each(versions)('%s: a program sees the same with autolog as without', (name, module) => {
  const ours = anthropicBehaviours.filter(({ recent }) => !recent || name === '@anthropic-ai/sdk')

  test.each(ours.map(behaviour => [behaviour.name, behaviour] as const))('%s', async (_, behaviour) => {
    const bare = await observe(module, behaviour)
    const handle = stage.enable(enableAnthropicAutolog, { module })
    const watched = await observe(module, behaviour)
    expect(watched).toEqual(bare)
    handle.disable()
    const spans = await spansOf(handle.run)
    expect(spans.map(({ status }) => status)).toEqual(behaviour.records)
    expect(handle.getStats().failures).toBe(0)
  })
})

/** What the program saw, and what went over the wire. */
async function observe({ Anthropic }: typeof anthropic, { answers, use }: AnthropicBehaviour): Promise<unknown> {
  const { server } = stage
  server.answer(...answers)
  const client = new Anthropic({ apiKey: 'key-for-tests-1234', baseURL: server.url, maxRetries: 0 })
  const seen = await use(client, Anthropic)
  return { seen, wire: server.requests.map(({ method, path, body }) => ({ method, path, body })) }
}
