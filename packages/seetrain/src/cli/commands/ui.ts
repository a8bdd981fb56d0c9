import { costOf } from '@seetrain/autolog'
import { PortTakenError, startHub, type Hub } from '@seetrain/hub'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'
import { openBrowser } from '../serving/open-browser.ts'
import { runHub } from '../serving/run-hub.ts'
import { findWebRoot } from '../serving/web-root.ts'

export interface UiOptions extends PlaceOptions {
  port?: number
  open: boolean
  whileUsed?: boolean
}

const USUAL_PORT = 7575
const LONGEST_IDLE_MS = 10 * 60_000

/** `seetrain ui` */
export async function ui({ port, open, whileUsed, ...place }: UiOptions): Promise<void> {
  const { home } = openHome(place)
  const hub = port === undefined ? await startAnywhere(home) : await start(home, port)
  const onReady = (): void => {
    if (open && process.stdout.isTTY) openBrowser(hub.url)
  }
  await runHub(hub, { onReady, ...(whileUsed && { longestIdleMs: LONGEST_IDLE_MS }) })
}

// the usual port makes addresses that can be kept; a second folder gets another
async function startAnywhere(home: string): Promise<Hub> {
  try {
    return await start(home, USUAL_PORT)
  } catch (error) {
    if (error instanceof PortTakenError) return start(home, 0)
    throw error
  }
}

function start(home: string, port: number): Promise<Hub> {
  const webRoot = findWebRoot()
  return startHub({ home, mode: 'local', port, callCost: costOf, ...(webRoot !== undefined && { webRoot }) })
}
