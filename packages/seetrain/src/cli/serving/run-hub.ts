import type { Hub } from '@seetrain/hub'
import { print, remark } from '../output/screen.ts'

/** Says where a hub listens and keeps it until the process is asked to end. */
export async function runHub(hub: Hub, onReady: () => void = () => {}): Promise<void> {
  const ended = untilAskedToEnd()
  if (hub.readOnlyReason !== undefined) remark(`Read-only: ${hub.readOnlyReason}.`)
  print(`listening on ${hub.url}`)
  onReady()
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
