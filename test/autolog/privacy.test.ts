import { enableOpenaiAutolog, withContext, type EnableOptions, type SdkAutolog } from '@seetrain/autolog'
import OpenAI from 'openai'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { json } from './fake-server.ts'
import { chatAnswer } from './openai-answers.ts'
import { spansOf, Stage } from './stage.ts'

const stage = new Stage()
const KEY = 'not-of-any-known-shape-42'

async function ask(
  content: string,
  options: EnableOptions = {},
  answer = json(chatAnswer(`You said ${content}`)),
): Promise<SdkAutolog> {
  stage.server.answer(answer)
  const handle = stage.enable(enableOpenaiAutolog, options)
  const client = new OpenAI({ apiKey: KEY, baseURL: `${stage.server.url}/v1`, maxRetries: 0 })
  await client.chat.completions.create({ model: 'gpt-4o-mini', messages: [{ role: 'user', content }] }).catch(() => {})
  return handle
}

/** Every byte that a run has left on the disk, as text. */
async function bytesOf({ run }: SdkAutolog): Promise<string> {
  await run.flush()
  const files = readdirSync(run.dir, { recursive: true }).map(file => join(run.dir, String(file)))
  return files
    .filter(file => statSync(file).isFile())
    .map(file => readFileSync(file, 'latin1'))
    .join('\n')
}

describe('trap 22: content is optional and keys are never written', () => {
  test.each(['full', 'hashed', 'none'] as const)('capture %s: the key of the client is nowhere', async capture => {
    const quoting = json({ error: { message: `Incorrect API key provided: ${KEY}` } }, { status: 401 })
    const written = await bytesOf(
      await ask(`My key is ${KEY}, and sk-proj-abcdefghijklmnop1234 too`, { capture }, quoting),
    )
    expect(written).not.toContain(KEY)
    expect(written).not.toContain('abcdefghijklmnop1234')
    expect(written).not.toContain('earer')
  })

  test('none: numbers stay, words go', async () => {
    const handle = await ask('secret plan', { capture: 'none' })
    const [span] = await spansOf(handle.run)
    expect(span).not.toHaveProperty('input')
    expect(span).not.toHaveProperty('output')
    expect(span!.attributes['gen_ai.usage.input_tokens']).toBe(10)
    expect(await bytesOf(handle)).not.toContain('secret plan')
  })

  test('hashed: the same words have the same hash', async () => {
    const handle = await ask('secret plan', { capture: 'hashed' })
    const [span] = await spansOf(handle.run)
    expect(span!.input).toEqual([
      {
        role: 'user',
        parts: [{ type: 'text', content: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown, length: 11 } }],
      },
    ])
    expect(await bytesOf(handle)).not.toContain('secret plan')
  })

  test('hashed: what a tool is given has no names that pass', async () => {
    const call = {
      id: 'call_1',
      type: 'function',
      function: { name: 'find', arguments: '{"name":"Ann Smith","id":"p-77"}' },
    }
    const handle = await ask('hello', { capture: 'hashed' }, json(chatAnswer('', { tool_calls: [call] })))
    const written = await bytesOf(handle)
    expect(written).not.toContain('Ann Smith')
    expect(written).not.toContain('p-77')
    expect(written).toContain('find')
  })

  test('the context of a call decides over the option', async () => {
    const handle = await withContext({ capture: 'none' }, () => ask('secret plan', { capture: 'full' }))
    expect(await bytesOf(handle)).not.toContain('secret plan')
  })
})

describe('redaction', () => {
  test('e-mail, cards and phones', async () => {
    const handle = await ask('ann@example.org, 4111 1111 1111 1111, +49 30 1234 5678, order 12345', {
      redact: ['email', 'card', 'phone'],
    })
    const [span] = await spansOf(handle.run)
    expect(span!.input).toMatchObject([{ parts: [{ content: '***, ***, ***, order 12345' }] }])
  })

  test("the user's own function has the last word", async () => {
    const handle = await ask('hello', { mask: span => ({ ...span, input: 'masked' }) })
    expect((await spansOf(handle.run))[0]!.input).toBe('masked')
  })

  test('a mask that fails lets no word through, and the numbers stay', async () => {
    const handle = await ask('secret plan', {
      mask: () => {
        throw new Error('mask')
      },
    })
    expect(await bytesOf(handle)).not.toContain('secret plan')
    expect((await spansOf(handle.run))[0]!.attributes['gen_ai.usage.input_tokens']).toBe(10)
    expect(handle.getStats().failures).toBe(1)
  })

  test('long texts are cut where a letter ends, and say so', async () => {
    const handle = await ask('😀😀😀', { maxTextLength: 3 })
    expect((await spansOf(handle.run))[0]!.input).toMatchObject([
      { parts: [{ content: '😀… [cut: 4 of 6 characters]' }] },
    ])
  })
})

describe('sampling', () => {
  test('what is left out is counted all the same', async () => {
    const handle = await ask('hello', { sampleRate: 0 })
    expect(await spansOf(handle.run)).toEqual([])
    expect(handle.totals).toMatchObject({ calls: 1, inputTokens: 10, outputTokens: 5 })
    expect(handle.totals.cost).toBeGreaterThan(0)
  })

  test('errors are always recorded', async () => {
    const handle = await ask('hello', { sampleRate: 0 }, json({}, { status: 400 }))
    expect(await spansOf(handle.run)).toHaveLength(1)
  })
})

describe('cost', () => {
  test('a model without a price has no cost, and a reason', async () => {
    const handle = await ask('hello', {}, json({ ...chatAnswer('x'), model: 'never-heard-of' }))
    const [span] = await spansOf(handle.run)
    expect(span!.attributes).toMatchObject({ 'seetrain.cost.unknown': 'no price' })
    expect(span!.attributes).not.toHaveProperty('seetrain.cost.total')
  })

  test('prices of the user come first', async () => {
    const handle = await ask('hello', { prices: { 'gpt-4o-mini': { input: 1e6, output: 0 } } })
    expect((await spansOf(handle.run))[0]!.attributes).toMatchObject({
      'seetrain.cost.total': 10,
      'seetrain.cost.source': 'user',
    })
  })
})
