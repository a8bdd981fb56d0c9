import type { Clock } from '@seetrain/core'
import type { Indexer } from '../indexer/indexer.ts'
import type { LiveFeed } from './live-feed.ts'

/** The feed of a hub that fills its store itself. */
export function indexerFeed(indexer: Indexer, clock: Clock): LiveFeed {
  return {
    subscribe: listener => indexer.onChange(listener),
    refresh: (runId, atMostMs) =>
      new Promise(resolve => {
        const timer = clock.setTimer(resolve, atMostMs)
        const done = (): void => {
          timer.cancel()
          resolve()
        }
        // what it has trouble with is among its troubles
        indexer.refresh(runId).then(done, done)
      }),
  }
}
