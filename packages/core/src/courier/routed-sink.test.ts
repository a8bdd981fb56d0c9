import { encodeManifest, decodeManifest, MANIFEST_MIME } from '../artifact/manifest.ts'
import { MemoryBlobStore } from '../blob/memory-blob-store.ts'
import type { ArtifactRecord, MediaRecord, MetricRecord, RunRecord } from '../contracts/record.ts'
import type { Sink, SinkBatch } from '../contracts/sink.ts'
import { PoisonRecordError } from '../errors/poison-record-error.ts'
import { createSink, registerSink } from './sink-registry.ts'

const time = 1
const metric = (key: string): MetricRecord => ({ kind: 'metric', time, key, step: 0, value: 1 })
const END: RunRecord = { kind: 'end', time, state: 'finished', dropped: 0 }
const CONSOLE: RunRecord = { kind: 'console', time, stream: 'stdout', line: 0, text: 'x' }

let got: RunRecord[]
let options: unknown
let fails: (() => void) | undefined
let takeBack: () => void
beforeEach(() => {
  got = []
  fails = undefined
  takeBack = registerSink('shelf', given => {
    options = given
    return {
      id: 'shelf',
      redelivery: 'ignored',
      kinds: ['metric', 'media', 'artifact', 'end'],
      async deliver({ records }: SinkBatch) {
        fails?.()
        got.push(...records)
      },
    } satisfies Sink
  })
})
afterEach(() => takeBack())

const make = (spec: object): Sink => createSink({ id: 'shelf', ...spec })
const deliver = (sink: Sink, records: readonly RunRecord[]): Promise<void> =>
  sink.deliver({ records, offset: 1, writer: 'main', checkpoint() {}, signal: new AbortController().signal })

/** A sink that was opened for a run with these blobs. */
async function opened(spec: object, blobs: MemoryBlobStore): Promise<Sink> {
  const sink = make(spec)
  await sink.open?.({ blobs } as never)
  return sink
}

describe('the route of a sink', () => {
  it('is no option of the sink, and absent without its words', () => {
    expect(make({ keys: ['loss'], dir: 'out' }).kinds).toEqual(['metric', 'media', 'artifact', 'end'])
    expect(options).toEqual({ dir: 'out' })
    expect(Object.getPrototypeOf(make({ dir: 'out' }))).toBe(Object.prototype)
  })

  it('narrows the kinds that the sink takes, and leaves it the ends', () => {
    expect(make({ kinds: ['metric', 'console'] }).kinds).toEqual(['metric', 'end'])
  })

  it.each([
    [['val/*'], ['val/loss', 'val/a/b']],
    [['*', '!val/*'], ['loss']],
    [['!val/*'], ['loss']],
    [
      ['loss', 'val/a/b'],
      ['loss', 'val/a/b'],
    ],
    [['v.l/*'], []],
  ])('lets through the keys of %j', async (keys, expected) => {
    const records = ['loss', 'val/loss', 'val/a/b'].map(metric)
    await deliver(make({ keys }), [...records, END])
    expect(got.map(record => (record.kind === 'metric' ? record.key : record.kind))).toEqual([...expected, 'end'])
  })

  it('does not call the sink for a batch of which it gets nothing', async () => {
    fails = () => {
      throw new Error('called')
    }
    await expect(deliver(make({ keys: ['other'] }), [metric('loss')])).resolves.toBeUndefined()
  })

  it('names the record of the batch that can not be delivered, as the courier counts', async () => {
    fails = () => {
      throw new PoisonRecordError(1, 'too odd')
    }
    const records = [metric('a'), metric('loss'), metric('b'), metric('loss')]
    await expect(deliver(make({ keys: ['loss'] }), records)).rejects.toMatchObject({ index: 3, reason: 'too odd' })
  })

  it.each([
    ['kinds', 'metric', 'config, definition, metric'],
    ['kinds', ['metrics'], 'The others always go.'],
    ['kinds', ['end'], 'The others always go.'],
    ['keys', [], 'val/*'],
    ['keys', ['!'], 'val/*'],
    ['artifacts', ['modell'], 'model, checkpoint'],
    ['maxUploadBytes', '1MB', 'a whole number of bytes'],
  ])('refuses %s: %j', (name, value, remedy) => {
    expect(() => make({ [name]: value })).toThrow(`sink shelf, option "${name}"`)
    expect(() => make({ [name]: value })).toThrow(remedy)
  })

  it('is refused for a sink that takes runs whole', () => {
    const undo = registerSink('all', () => ({ id: 'all', redelivery: 'ignored', whole: true, deliver: async () => {} }))
    expect(() => createSink({ id: 'all', keys: ['loss'] } as { id: string })).toThrow('takes a run whole')
    expect(createSink({ id: 'all' }).id).toBe('all')
    undo()
  })
})

describe('what a route says of files', () => {
  const blobs = new MemoryBlobStore()
  afterAll(() => blobs[Symbol.dispose]())
  const small = blobs.put(new Uint8Array(10), 'image/png')
  const large = blobs.put(new Uint8Array(11), 'image/png')
  const media = (...of: (typeof small)[]): MediaRecord => ({
    kind: 'media',
    time,
    key: 'picture',
    step: 3,
    type: 'image',
    items: of.map(blob => ({ blob, caption: 'c', details: {} })),
  })
  const artifact = (type: 'model' | 'dataset', manifest = small): ArtifactRecord => ({
    kind: 'artifact',
    time,
    name: 'net',
    type,
    version: 'v0',
    digest: 'd',
    manifest,
    size: 21,
    files: 2,
    aliases: [],
  })

  it('keeps artifacts of other types away', async () => {
    await deliver(await opened({ artifacts: ['model'] }, blobs), [artifact('dataset'), artifact('model')])
    expect(got).toEqual([artifact('model')])
  })

  it('sends the address of a large item in its place, and small ones as they are', async () => {
    const sink = await opened({ maxUploadBytes: 10 }, blobs)
    await deliver(sink, [media(small), media(small, large), CONSOLE])
    expect(got.slice(0, 2)).toEqual([media(small), media(small)])
    const text = got[2] as MediaRecord
    expect(text).toMatchObject({ key: 'picture', step: 3, type: 'text', items: [{ caption: 'c' }] })
    expect(new TextDecoder().decode(blobs.get(text.items[0]!.blob.sha256))).toMatch(
      new RegExp(`^image of 11 bytes \\(image/png\\), sha256 ${large.sha256}: file:///`),
    )
  })

  it('makes a large file of an artifact a reference, with its checksum', async () => {
    const entries = [
      { path: 'a', size: 10, blob: small },
      { path: 'b', size: 11, blob: large },
    ]
    const record = artifact('model', blobs.put(encodeManifest('model', entries), MANIFEST_MIME))
    await deliver(await opened({ maxUploadBytes: 10 }, blobs), [record])
    const { manifest } = got[0] as ArtifactRecord
    expect(got).toEqual([{ ...record, manifest }])
    expect(decodeManifest('net', blobs.get(manifest.sha256))).toEqual([
      { path: 'a', size: 10, blob: small },
      { path: 'b', size: 11, reference: expect.stringMatching(/^file:\/\//), digest: `sha256:${large.sha256}` },
    ])
  })

  it('passes an artifact whose list of files is lost or damaged', async () => {
    const lost = artifact('model', { ...small, sha256: 'f'.repeat(64) })
    await deliver(await opened({ maxUploadBytes: 1 }, blobs), [lost, artifact('model')])
    expect(got).toEqual([lost, artifact('model')])
  })
})
