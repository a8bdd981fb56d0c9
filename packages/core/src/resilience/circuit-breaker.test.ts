import { CircuitOpenError } from '../errors/circuit-open-error.ts'
import { withCircuitBreaker } from './circuit-breaker.ts'
import { ManualClock } from './manual-clock.ts'
import { getIntegrationErrorStats, namedOperation, resetIntegrationErrorStats } from './operations.ts'
import { withRetry } from './retry.ts'

beforeEach(resetIntegrationErrorStats)

function service() {
  const state = { up: false, calls: 0 }
  const call = async (): Promise<string> => {
    state.calls++
    if (!state.up) throw new Error('away')
    return 'here'
  }
  return { state, call }
}

async function fail(call: () => Promise<unknown>, times: number): Promise<void> {
  for (let i = 0; i < times; i++) await expect(call()).rejects.toThrow('away')
}

describe('withCircuitBreaker', () => {
  it('trap 8: opens after 5 failures, half-opens after 60 s, closes on success', async () => {
    const clock = new ManualClock(1_000_000)
    const { state, call } = service()
    const guarded = withCircuitBreaker({ operation: 'tracker', clock }, call)
    await fail(guarded, 5)
    expect(getIntegrationErrorStats()['tracker']?.breaker).toBe('open')
    await clock.advance(59_999)
    await expect(guarded()).rejects.toThrow(CircuitOpenError)
    expect(state.calls).toBe(5)

    await clock.advance(1)
    await fail(guarded, 1)
    await expect(guarded()).rejects.toThrow('tracker: not called')
    await clock.advance(60_000)
    state.up = true
    expect(await guarded()).toBe('here')
    expect(getIntegrationErrorStats()['tracker']).toMatchObject({ calls: 7, failures: 6, breaker: 'closed' })
    state.up = false
    await fail(guarded, 4)
    expect(getIntegrationErrorStats()['tracker']?.breaker).toBe('closed')
  })

  it('trap 8: is shared between wrappers of the same operation', async () => {
    const clock = new ManualClock()
    const first = service()
    const second = service()
    await fail(withCircuitBreaker({ operation: 'tracker', clock }, first.call), 3)
    await fail(withCircuitBreaker({ operation: 'tracker', clock }, second.call), 2)
    await expect(withCircuitBreaker({ operation: 'tracker', clock }, first.call)()).rejects.toThrow(CircuitOpenError)
    second.state.up = true
    expect(await withCircuitBreaker({ operation: 'another', clock }, second.call)()).toBe('here')
  })

  it('is shared by the function itself when it has no name, and only by it', async () => {
    const first = service()
    const second = service()
    await fail(withCircuitBreaker({}, first.call), 5)
    await expect(withCircuitBreaker({}, first.call)()).rejects.toThrow(CircuitOpenError)
    await expect(withCircuitBreaker({}, second.call)()).rejects.toThrow('away')
    expect(getIntegrationErrorStats()['call']).toMatchObject({ calls: 6, failures: 6 })
  })

  it('shows half-open while one call tries, and lets only that one through', async () => {
    const clock = new ManualClock()
    const { state, call } = service()
    const guarded = withCircuitBreaker({ operation: 'tracker', clock }, async () => {
      if (state.calls >= 5) expect(getIntegrationErrorStats()['tracker']?.breaker).toBe('half-open')
      return call()
    })
    await fail(guarded, 5)
    await clock.advance(60_000)
    const both = await Promise.allSettled([guarded(), guarded()])
    expect(both.map(one => (one as PromiseRejectedResult).reason.name)).toEqual(['Error', 'CircuitOpenError'])
    expect(state.calls).toBe(6)
  })

  it('does not count errors that repeating can not mend', async () => {
    const refused = Object.assign(new Error('bad request'), { retryable: false })
    const guarded = withCircuitBreaker({ failureThreshold: 1 }, async () => {
      throw refused
    })
    await expect(guarded()).rejects.toBe(refused)
    await expect(guarded()).rejects.toBe(refused)
  })

  it('counts an operation once, however many wrappers it has', async () => {
    const clock = new ManualClock()
    const { call } = service()
    const guarded = withRetry({ clock, jitter: false }, withCircuitBreaker({ operation: 'tracker', clock }, call))
    const outcome = expect(guarded()).rejects.toThrow('away')
    await clock.advance(10_000)
    await outcome
    expect(getIntegrationErrorStats()).toEqual({
      tracker: expect.objectContaining({ calls: 4, failures: 4, retries: 3 }),
    })
  })

  it('lets one call through early when asked', async () => {
    const clock = new ManualClock()
    const { state, call } = service()
    const guarded = withCircuitBreaker({ operation: 'tracker', clock }, call)
    await fail(guarded, 5)
    state.up = true
    namedOperation('tracker').breaker?.allowProbe()
    expect(await guarded()).toBe('here')
  })

  it('decorates methods, one breaker for all instances', async () => {
    class Client {
      @withCircuitBreaker({ failureThreshold: 2 })
      async send(): Promise<void> {
        throw new Error('away')
      }
    }
    await fail(() => new Client().send(), 2)
    await expect(new Client().send()).rejects.toThrow(CircuitOpenError)
  })

  it('refuses unknown options', () => {
    expect(() => withCircuitBreaker({ threshold: 3 } as object)).toThrow('withCircuitBreaker option "threshold"')
  })
})
