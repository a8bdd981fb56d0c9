import type { SinkRun } from '@seetrain/core'

export type RequestParts = Pick<SinkRun, 'fetch' | 'clock'>

const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 20_000
/** Answers by which a server says that it will take the request later. */
const LATER: readonly number[] = [429, 503]

/** A request that is sent again when the server asks to wait, as long as that is short enough for one delivery. */
export async function patientRequest(
  { fetch, clock }: RequestParts,
  url: string,
  init: RequestInit & { signal: AbortSignal },
): Promise<Response> {
  for (;;) {
    const response = await fetch(url, init)
    const wait = waitOf(response, clock.now())
    if (wait === undefined) return response
    await response.body?.cancel()
    await pause({ clock }, wait, init.signal)
  }
}

/** Rejects with the signal's reason when that comes first. */
export function pause(
  { clock }: Pick<RequestParts, 'clock'>,
  milliseconds: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveUp = (): void => {
      timer.cancel()
      reject(signal.reason as Error)
    }
    const timer = clock.setTimer(() => {
      signal.removeEventListener('abort', giveUp)
      resolve()
    }, milliseconds)
    signal.addEventListener('abort', giveUp, { once: true })
  })
}

/** Milliseconds that the server asks to wait; undefined when it asks for nothing, or for more than one call may take. */
function waitOf({ status, headers }: Response, now: number): number | undefined {
  const text = headers.get('retry-after')
  if (!LATER.includes(status) || text === null) return undefined
  const seconds = Number(text)
  const wait = Number.isNaN(seconds) ? Date.parse(text) - now : seconds * 1000
  if (Number.isNaN(wait)) return FIRST_WAIT_MS
  return wait > LONGEST_WAIT_MS ? undefined : Math.max(wait, 1)
}
