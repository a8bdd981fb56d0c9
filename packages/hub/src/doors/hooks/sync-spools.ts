import { join } from 'node:path'
import {
  errorText,
  FileBlobStore,
  type Clock,
  type Fetch,
  type FileSystem,
  type IdSource,
  type Logger,
} from '@seetrain/core'
import { HOOKS_MIME } from '../../api/hook-routes.ts'
import { ADDRESS_FILE } from '../../server/local-door.ts'
import { claimHome } from '../../server/claim-home.ts'
import { deliverSpools, type SpoolOutcome } from './deliver-spools.ts'
import { HookSessions, type HookAnswer } from './hook-sessions.ts'

export interface SyncSpoolsParts {
  clock: Clock
  ids: IdSource
  fileSystem: FileSystem
  fetch: Fetch
  logger: Logger
  /** For a hub of this folder that asks for one. */
  token?: string
}

/** Delivers the spools of a folder: to the hub that runs for it, else straight into its runs. */
export async function syncSpools(home: string, parts: SyncSpoolsParts): Promise<SpoolOutcome[]> {
  const { fileSystem, ids } = parts
  if (fileSystem.list(join(home, 'spool')).length === 0) return []
  const blobs = new FileBlobStore(home, fileSystem)
  const claim = claimHome(home, fileSystem, ids)
  if (claim.may !== 'write') {
    const url = hubUrl(home, fileSystem)
    return deliverSpools({ home, fileSystem, blobs, apply: (client, { bytes }) => post(url, client, bytes, parts) })
  }
  const sessions = new HookSessions({ home, mode: 'local', blobs, ...parts })
  try {
    return await deliverSpools({
      home,
      fileSystem,
      blobs,
      apply: (client, { frames }) => sessions.apply(client, frames),
    })
  } finally {
    await sessions.close()
    claim.release()
  }
}

function hubUrl(home: string, fileSystem: FileSystem): string | undefined {
  try {
    const { url } = JSON.parse(Buffer.from(fileSystem.readFile(join(home, ADDRESS_FILE))).toString()) as { url: string }
    return url
  } catch {
    return undefined
  }
}

async function post(
  url: string | undefined,
  client: string,
  bytes: Uint8Array,
  { fetch, token }: SyncSpoolsParts,
): Promise<HookAnswer> {
  if (url === undefined) throw new Error('another hub has this folder, and does not say where it is; stop it')
  const response = await fetch(`${url}/api/v1/hooks/${client}`, {
    method: 'POST',
    headers: { 'content-type': HOOKS_MIME, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    body: bytes as Uint8Array<ArrayBuffer>,
  })
  const answer = (await response.json()) as HookAnswer & { error?: { message: string } }
  if (!response.ok) throw new Error(answer.error?.message ?? errorText(response.status))
  return answer
}
