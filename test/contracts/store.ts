import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '../../packages/hub/src/store/store.ts'
import { applyCases } from './store/apply-cases.ts'
import { contentCases } from './store/content-cases.ts'
import { oracleCases } from './store/oracle-cases.ts'
import { runCases } from './store/run-cases.ts'
import { seriesCases } from './store/series-cases.ts'

/** Makes a store over what `folder` holds. A store that forgets when it is closed says so. */
export interface StoreUnderTest {
  open(folder: string): Store
  persists: boolean
}

/** A store within one test. */
export interface StoreSubject {
  readonly store: Store
  /** Closes it and opens it again, as a new process does; nothing happens to a store that would forget. */
  restart(): Promise<void>
  /** A second store, empty. */
  fresh(): Store
}

/** What every store must do. Call it in a test file with a way to open one. */
export function describeStore(name: string, { open, persists }: StoreUnderTest): void {
  describe(`${name} keeps the contract of Store`, () => {
    const folders: string[] = []
    const opened: Store[] = []
    let store: Store

    const openIn = (folder: string): Store => {
      const store = open(folder)
      opened.push(store)
      return store
    }
    const newFolder = (): string => {
      const folder = mkdtempSync(join(tmpdir(), 'seetrain-store-'))
      folders.push(folder)
      return folder
    }
    beforeEach(() => {
      store = openIn(newFolder())
    })
    afterEach(async () => {
      for (const store of opened.splice(0)) await store.close()
      for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
    })

    const subject: StoreSubject = {
      get store() {
        return store
      },
      async restart() {
        if (!persists) return
        await store.close()
        store = openIn(folders[0]!)
      },
      fresh: () => openIn(newFolder()),
    }
    describe('taking in', () => applyCases(subject))
    describe('series', () => seriesCases(subject))
    describe('runs', () => runCases(subject))
    describe('what runs log', () => contentCases(subject))
    describe('anything', () => oracleCases(subject))
  })
}
