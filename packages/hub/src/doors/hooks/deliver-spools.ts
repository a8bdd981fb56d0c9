import { join } from 'node:path'
import { errorText, isAlive, type BlobStore, type FileSystem } from '@seetrain/core'
import type { HookAnswer } from './hook-sessions.ts'
import { readOpenRequest, type OpenRequest } from './open-request.ts'
import { readSpool, type SpoolPiece } from './read-spool.ts'

export interface SpoolParts {
  /** The folder `.seetrain`. */
  home: string
  fileSystem: FileSystem
  blobs: BlobStore
  /** Carries out calls of a client, each once. */
  apply(client: string, piece: SpoolPiece): Promise<HookAnswer>
}

/** What became of the calls that a client of this folder had kept. */
export interface SpoolOutcome {
  client: string
  runId: string
  calls: number
  /** Why they are still there. */
  reason?: string
}

/** Delivers what clients kept that are gone: their hub was away, or they ended before it had everything. */
export async function deliverSpools(parts: SpoolParts): Promise<SpoolOutcome[]> {
  const outcomes: SpoolOutcome[] = []
  for (const client of parts.fileSystem.list(join(parts.home, 'spool'))) {
    const request = openRequestOf(client, parts)
    // a client that lives delivers by itself
    if (request === undefined || isAlive(request.process, parts.fileSystem)) continue
    outcomes.push(await deliver(client, request.run.id, parts))
  }
  return outcomes
}

async function deliver(client: string, runId: string, parts: SpoolParts): Promise<SpoolOutcome> {
  const folder = join(parts.home, 'spool', client)
  let calls = 0
  try {
    takeBlobs(folder, parts)
    for (const piece of readSpool(folder, parts.fileSystem)) {
      const { acknowledged } = await parts.apply(client, piece)
      const last = piece.frames.at(-1)!.sequence
      if (acknowledged < last) throw new Error(`the hub has ${acknowledged} of ${last} calls`)
      calls = last
    }
    parts.fileSystem.remove(folder)
    return { client, runId, calls }
  } catch (error) {
    return { client, runId, calls, reason: errorText(error) }
  }
}

function takeBlobs(folder: string, { fileSystem, blobs }: SpoolParts): void {
  for (const name of fileSystem.list(join(folder, 'blobs'))) {
    if (/^[0-9a-f]{64}$/.test(name) && !blobs.has(name))
      blobs.putFile(join(folder, 'blobs', name), 'application/octet-stream')
  }
}

function openRequestOf(client: string, { home, fileSystem }: SpoolParts): OpenRequest | undefined {
  try {
    for (const { frames } of readSpool(join(home, 'spool', client), fileSystem))
      return readOpenRequest(frames[0]?.call['args'])
  } catch {
    // not a spool, or one of another version: what is not understood is left alone
  }
  return undefined
}
