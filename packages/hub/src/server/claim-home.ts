import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { acquireOwnership, describeOwner, type FileSystem, type IdSource } from '@seetrain/core'

/** What a hub may do in a folder `.seetrain`, and why not more. */
export type Claim =
  | { may: 'write'; release(): void }
  /** Another hub fills the index. */
  | { may: 'share'; reason: string }
  /** Nothing can be written there, not even an index. */
  | { may: 'read'; reason: string }

/** Makes this process the one hub of a folder, if there is none. */
export function claimHome(home: string, fileSystem: FileSystem, ids: IdSource): Claim {
  try {
    const ownership = acquireOwnership(join(home, 'hub.lock'), threadId, fileSystem, ids)
    if (ownership.owner === undefined) return { may: 'write', release: ownership.release }
    return { may: 'share', reason: `another hub (${describeOwner(ownership.owner)}) has ${home}` }
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    if (!['EACCES', 'EPERM', 'EROFS'].includes(code)) throw error
    return { may: 'read', reason: `${home} can not be written (${code})` }
  }
}
