import { withCircuitBreaker } from './circuit-breaker.ts'
import { withGracefulDegradation } from './graceful-degradation.ts'
import { getIntegrationErrorStats, resetIntegrationErrorStats } from './operations.ts'

beforeEach(resetIntegrationErrorStats)

const away = async (name: string): Promise<string> => {
  throw new Error(`${name} is away`)
}

describe('withGracefulDegradation', () => {
  it('gives the fallback when the call fails, and counts it', async () => {
    expect(await withGracefulDegradation('nobody', away)('x')).toBe('nobody')
    expect(await withGracefulDegradation(null, away)('x')).toBeNull()
    expect(await withGracefulDegradation(undefined, away)('x')).toBeUndefined()
    expect(await withGracefulDegradation({ name: 'plain object' }, away)('x')).toEqual({ name: 'plain object' })
    expect(getIntegrationErrorStats()['away']).toMatchObject({
      calls: 4,
      failures: 4,
      fallbacks: 4,
      lastError: 'Error: x is away',
    })
  })

  it('gives the result when the call works', async () => {
    expect(await withGracefulDegradation('nobody', async () => 'somebody')()).toBe('somebody')
  })

  it('calls a fallback function with the error and the arguments', async () => {
    const degraded = withGracefulDegradation((error, name) => `${String(error)} (${String(name)})`, away)
    expect(await degraded('x')).toBe('Error: x is away (x)')
  })

  it('takes options', async () => {
    const told: unknown[] = []
    const degraded = withGracefulDegradation(
      { fallback: 0, operation: 'lookup', onError: error => told.push(error) },
      away,
    )
    expect(await degraded('x')).toBe(0)
    expect(told).toHaveLength(1)
    expect(Object.keys(getIntegrationErrorStats())).toEqual(['lookup'])
    expect(() => withGracefulDegradation({ fallback: 0, onerror: 1 } as never)).toThrow('option "onerror"')
  })

  it('leaves a function that returns at once as it is', () => {
    const parse = withGracefulDegradation([] as number[], (text: string) => JSON.parse(text) as number[])
    expect(parse('[1]')).toEqual([1])
    expect(parse('{')).toEqual([])
  })

  it('counts a guarded operation once', async () => {
    const guarded = withGracefulDegradation('nobody', withCircuitBreaker({ failureThreshold: 1 }, away))
    expect([await guarded('x'), await guarded('x')]).toEqual(['nobody', 'nobody'])
    expect(getIntegrationErrorStats()).toEqual({
      away: expect.objectContaining({ calls: 1, failures: 1, fallbacks: 2, breaker: 'open' }),
    })
  })

  it('decorates methods', async () => {
    class Client {
      readonly name = 'x'
      @withGracefulDegradation({ fallback: 'nobody' })
      async find(): Promise<string> {
        return away(this.name)
      }
    }
    expect(await new Client().find()).toBe('nobody')
  })
})
