import { DeadlineError, type Clock, type Fetch } from '@seetrain/core'

/** A fetch whose answer has to be there, read to its end, within a time; without one it is what it was. */
export function timedFetch(fetch: Fetch, clock: Clock, timeoutMs: number | undefined): Fetch {
  if (timeoutMs === undefined) return fetch
  return async (address, init = {}) => {
    const controller = new AbortController()
    const late = new DeadlineError(`a request to ${String(address)}`, timeoutMs)
    const timer = clock.setTimer(() => controller.abort(late), timeoutMs)
    const signal = init.signal ? AbortSignal.any([init.signal, controller.signal]) : controller.signal
    try {
      const response = await fetch(address, { ...init, signal })
      const { status, headers } = response
      const body = await response.arrayBuffer()
      return new Response(body.byteLength > 0 ? body : null, { status, headers })
    } finally {
      timer.cancel()
    }
  }
}
