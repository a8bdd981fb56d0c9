import { errorText } from '@seetrain/core'
import type { HubParts } from '../../server/hub-parts.ts'
import { deliverSpools } from './deliver-spools.ts'
import type { SpoolPiece } from './read-spool.ts'

const LOOK_EVERY_MS = 3000

/** Takes in what clients of this folder left behind: no hub was there, or they were gone before they found it. */
export function keepTakingSpools({ writing, home, fileSystem, blobs, clock, logger, ending }: HubParts): void {
  if (writing === undefined) return
  const { hooks } = writing
  const told = new Set<string>()
  const apply = (client: string, { frames }: SpoolPiece) => hooks.apply(client, frames)
  const take = async (): Promise<void> => {
    for (const { client, runId, reason } of await deliverSpools({ home, fileSystem, blobs, apply })) {
      if (reason === undefined || told.has(client)) continue
      told.add(client)
      logger.warn(`${runId}: calls that a client left behind are not taken in: ${reason}`)
    }
  }
  const again = async (): Promise<void> => {
    await take().catch((error: unknown) => logger.warn(`spools: ${errorText(error)}`))
    if (!ending.aborted) clock.setTimer(() => void again(), LOOK_EVERY_MS)
  }
  void again()
}
