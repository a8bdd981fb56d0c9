import type { InjectionToken } from 'tsyringe'
import type { BlobStore } from './blob-store.ts'
import type { Clock, Fetch, FileSystem, IdSource, Logger } from './ports.ts'

/** Names under which a session's container knows its parts. Register your own implementation to replace one. */
export const CLOCK: InjectionToken<Clock> = Symbol.for('seetrain.clock')
export const ID_SOURCE: InjectionToken<IdSource> = Symbol.for('seetrain.id-source')
export const FILE_SYSTEM: InjectionToken<FileSystem> = Symbol.for('seetrain.file-system')
export const FETCH: InjectionToken<Fetch> = Symbol.for('seetrain.fetch')
export const LOGGER: InjectionToken<Logger> = Symbol.for('seetrain.logger')
export const BLOB_STORE: InjectionToken<BlobStore> = Symbol.for('seetrain.blob-store')
