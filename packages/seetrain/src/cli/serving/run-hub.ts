// the door for hooks finds the adapters in the registry
import '../../index.ts'
import type { Hub } from '@seetrain/hub'
import { print, remark } from '../output/screen.ts'

export interface RunHubOptions {
  onReady?(): void
  /** The hub ends when nobody asked anything for so long. Default: it does not. */
  longestIdleMs?: number
}

const LOOK_EVERY_MS = 5000

/** Says where a hub listens and keeps it until the process is asked to end. */
export async function runHub(hub: Hub, { onReady, longestIdleMs }: RunHubOptions = {}): Promise<void> {
  const ended = Promise.race([
    untilAskedToEnd(),
    ...(longestIdleMs === undefined ? [] : [untilIdle(hub, longestIdleMs)]),
  ])
  if (hub.readOnlyReason !== undefined) remark(`Read-only: ${hub.readOnlyReason}.`)
  print(`listening on ${hub.url}`)
  onReady?.()
  await ended
  await hub.close()
}

// a second signal does not wait for those who are still being answered
function untilAskedToEnd(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1))
        resolve()
      })
    }
  })
}

function untilIdle(hub: Hub, longestIdleMs: number): Promise<void> {
  return new Promise(resolve => {
    const timer = setInterval(() => {
      if (hub.idleMs() < longestIdleMs) return
      clearInterval(timer)
      resolve()
    }, LOOK_EVERY_MS)
    timer.unref()
  })
}
