import { testBlobStore } from '../../../../test/contracts/blob-store.ts'
import { MemoryBlobStore } from './memory-blob-store.ts'

testBlobStore('MemoryBlobStore', () => {
  const store = new MemoryBlobStore()
  return { store, close: () => store[Symbol.dispose]() }
})

test('the same bytes are kept once', () => {
  const store = new MemoryBlobStore()
  store.put(Uint8Array.of(1), 'a/b')
  store.put(Uint8Array.of(1), 'a/b')
  expect(store.count).toBe(1)
})
