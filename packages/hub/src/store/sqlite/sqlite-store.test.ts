import { join } from 'node:path'
import { describeStore } from '../../../../../test/contracts/store.ts'
import { SqliteStore } from './sqlite-store.ts'

describeStore('SqliteStore', { open: folder => new SqliteStore({ path: join(folder, 'index.db') }), persists: true })
