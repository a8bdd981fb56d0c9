import { chmodSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileSystem } from '@seetrain/core'
import type { Listening } from './listen.ts'

/** The kernel's limit for the address of a socket, less a little. */
const LONGEST_SOCKET_PATH = 100

/** Where programs of this machine find the hub of a folder. */
export const ADDRESS_FILE = 'hub.json'

/** The socket of a folder: in it, or among the temporary files where its path would be too long for one. */
export function socketPath(home: string): string | undefined {
  if (process.platform === 'win32') return undefined
  const inside = join(home, 'hub.sock')
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH) return inside
  return join(tmpdir(), `seetrain-${createHash('sha256').update(home).digest('hex').slice(0, 16)}.sock`)
}

export interface LocalDoor {
  close(): Promise<void>
}

/**
 * Opens the folder's own door, a socket that only this user reaches, and writes down where the hub is. Only the hub that
 * owns the folder calls this, so a socket that lies there is one that a dead hub left.
 */
export async function openLocalDoor(
  home: string,
  url: string,
  listenAt: (path: string) => Promise<Pick<Listening, 'close'>>,
  fileSystem: FileSystem,
): Promise<LocalDoor> {
  const socket = socketPath(home)
  let listening: Pick<Listening, 'close'> | undefined
  if (socket !== undefined) {
    fileSystem.remove(socket)
    listening = await listenAt(socket)
    chmodSync(socket, 0o600)
  }
  const file = join(home, ADDRESS_FILE)
  fileSystem.writeFileAtomic(file, `${JSON.stringify({ url, ...(socket && { socket }), pid: process.pid })}\n`)
  return {
    async close() {
      fileSystem.remove(file)
      await listening?.close()
      if (socket !== undefined) fileSystem.remove(socket)
    },
  }
}
