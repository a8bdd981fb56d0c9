import type { Clock, Timer } from '@seetrain/core'
import type { Indexer } from '../indexer/indexer.ts'
import type { LiveFeed } from './live-feed.ts'

/** The feed of a hub that fills its store itself. */
export function indexerFeed(indexer: Indexer, clock: Clock): LiveFeed {
  return {
    subscribe: listener => indexer.onChange(listener),
    async refresh(runId, atMostMs) {
      let timer: Timer | undefined
      const late = new Promise<void>(resolve => (timer = clock.setTimer(resolve, atMostMs)))
      // what it has trouble with is among its troubles
      await Promise.race([indexer.refresh(runId).catch(() => {}), late])
      timer?.cancel()
    },
  }
}
