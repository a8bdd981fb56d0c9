import type { EnableOptions, SdkAutolog } from '@seetrain/autolog'
import type { SpanRecord } from '@seetrain/core'
import type { Answer } from './fake-server.ts'
import { spansOf, type Stage } from './stage.ts'

/** One way to use an SDK: what the server answers, what the program does and sees, and the calls that are made of it. */
export interface SdkBehaviour {
  name: string
  answers: Answer[]
  /** Returns everything that the program can see, as plain data. */
  use(): Promise<unknown>
  /** Status of each record, in the order of their starts. */
  records: string[]
  /** More about the records. */
  expected?: object[]
}

export interface SdkUnderTest {
  stage: Stage
  enable: (options: EnableOptions) => SdkAutolog
  options?: EnableOptions
  /** What the SDK's classes look like, to see that nothing stays behind. */
  shape: () => unknown
  behaviours: SdkBehaviour[]
}

/** A program sees the same with autolog as without, the wire too, and each call is recorded once. */
export function describeSdk({ stage, enable, options = {}, shape, behaviours }: SdkUnderTest): void {
  test.each(behaviours.map(behaviour => [behaviour.name, behaviour] as const))('%s', async (_, behaviour) => {
    const bare = await observe(stage, behaviour)
    const handle = stage.enable(enable, options)
    expect(handle.getStats()).toMatchObject({ failures: 0 })
    const watched = await observe(stage, behaviour)
    expect(watched).toEqual(bare)
    handle.disable()
    const spans = await spansOf(handle.run)
    expect(spans.map(({ status }) => status)).toEqual(behaviour.records)
    if (behaviour.expected) expect(spans).toMatchObject(behaviour.expected)
    expect(handle.getStats()).toMatchObject({ failures: 0 })
  })

  test('disable restores every descriptor exactly, and nothing is recorded after it', async () => {
    const before = shape()
    const handle = stage.enable(enable, options)
    expect(handle.enabled).toBe(true)
    expect(shape()).not.toEqual(before)
    handle.disable()
    expect(shape()).toEqual(before)
    const [behaviour] = behaviours
    await observe(stage, behaviour!)
    expect(await spansOf(handle.run)).toEqual([])
  })

  test('two at once make one record', async () => {
    const [older, newer] = [stage.enable(enable, options), stage.enable(enable, options)]
    const [behaviour] = behaviours
    await observe(stage, behaviour!)
    const [ofOlder, ofNewer] = [await spansOf(older.run), await spansOf(newer.run)]
    expect([ofOlder.length, ofNewer.length]).toEqual([0, behaviour!.records.length])
  })
}

/** Forms are told apart by chance. */
const BOUNDARY = /formdata-undici-\d+/g

async function observe({ server }: Stage, { answers, use }: SdkBehaviour): Promise<unknown> {
  server.answer(...answers)
  const seen = await use()
  return {
    seen,
    wire: server.requests.map(({ method, path, body }) => ({ method, path, body: body.replaceAll(BOUNDARY, '') })),
  }
}

/** The records of what a program does. */
export async function recordsWhile(
  { stage, enable, options = {} }: Pick<SdkUnderTest, 'stage' | 'enable' | 'options'>,
  answers: Answer[],
  use: () => Promise<unknown>,
): Promise<SpanRecord[]> {
  stage.server.answer(...answers)
  const handle = stage.enable(enable, options)
  await use()
  return spansOf(handle.run)
}

/** What a program sees of an error. */
export function describeError(error: unknown): unknown {
  const { name, message, constructor } = Object(error) as Error
  return { class: constructor?.name, name, message }
}

export async function collect(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const seen: unknown[] = []
  for await (const chunk of stream) seen.push(JSON.parse(JSON.stringify(chunk)))
  return seen
}

export async function first(stream: AsyncIterable<unknown>, count: number): Promise<unknown[]> {
  const seen: unknown[] = []
  for await (const chunk of stream) if (seen.push(JSON.parse(JSON.stringify(chunk))) === count) break
  return seen
}

/** The own properties of objects, to compare before and after. */
export function descriptorsOf(...objects: object[]): unknown {
  return objects.map(object => Object.getOwnPropertyDescriptors(object))
}
