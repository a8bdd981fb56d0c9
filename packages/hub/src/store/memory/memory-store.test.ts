import { describeStore } from '../../../../../test/contracts/store.ts'
import { MemoryStore } from './memory-store.ts'

describeStore('MemoryStore', { open: () => new MemoryStore(), persists: false })
