import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  Artifact,
  ArtifactStore,
  FileBlobStore,
  nodeFileSystem,
  randomIdSource,
  systemClock,
  type MediaRecord,
} from '@seetrain/core'
import { ManualClock } from '@seetrain/core/testing'
import { batchTo, openRecord } from '../../../../test/contracts/store/batches.ts'
import { MemoryStore } from '../store/memory/memory-store.ts'
import { findBlobGarbage, type BlobGarbageParts } from './blob-garbage.ts'

let home: string
let blobs: FileBlobStore
let store: MemoryStore

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'seetrain-garbage-'))
  blobs = new FileBlobStore(home, nodeFileSystem)
  store = new MemoryStore()
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const put = (text: string) => blobs.put(new TextEncoder().encode(text), 'text/plain')
async function garbage(over: Partial<BlobGarbageParts> = {}): Promise<string[]> {
  const clock = new ManualClock(Date.now() + 2 * 24 * 60 * 60 * 1000)
  const found = await findBlobGarbage({ home, store, blobs, fileSystem: nodeFileSystem, clock, troubles: [], ...over })
  return found.map(blob => blob.sha256)
}
const log = (record: MediaRecord): Promise<unknown> =>
  store.apply(
    'run-a',
    'main',
    0,
    batchTo(9, { records: [openRecord(), record, { kind: 'edit', time: 2, deleted: true }] }),
  )

test('what no run and no artifact needs; a deleted run still needs its own', async () => {
  const [needed, nested, lost] = [put('needed'), put('nested'), put('lost')]
  const items = [{ blob: needed, details: { masks: [nested] as never } }]
  await log({ kind: 'media', time: 1, key: 'k', step: 0, type: 'image', items })
  const artifact = new Artifact('weights', 'model')
  artifact.addBytes(Uint8Array.of(1, 2, 3), 'w.bin')
  const artifacts = new ArtifactStore({
    home,
    fileSystem: nodeFileSystem,
    blobs,
    clock: systemClock,
    ids: randomIdSource,
  })
  artifacts.put(artifact, { project: 'p', runId: 'gone' })
  expect(await garbage()).toEqual([lost.sha256])
})

test('young blobs stay', async () => {
  put('young')
  expect(await garbage({ clock: new ManualClock(Date.now() + 1000) })).toEqual([])
})

test('where something can not be read, nothing is garbage', async () => {
  put('lost')
  const trouble = { runId: 'run-a', writer: 'main', kind: 'damaged', message: '', time: 0 } as const
  await expect(garbage({ troubles: [trouble] })).rejects.toMatchObject({ code: 'GARBAGE_UNSURE' })
  nodeFileSystem.makeFolder(join(home, 'artifacts', 'p'))
  writeFileSync(join(home, 'artifacts', 'p', 'broken.json'), '{')
  await expect(garbage()).rejects.toThrow(/broken\.json can not be read/)
})
