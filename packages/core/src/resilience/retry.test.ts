import { getIntegrationErrorStats, resetIntegrationErrorStats } from './operations.ts'
import { ManualClock } from './manual-clock.ts'
import { withRetry } from './retry.ts'

beforeEach(resetIntegrationErrorStats)

/** Fails as often as told, then gives its argument back. */
function failing(times: number, error: () => unknown = () => new Error('away')) {
  const at: number[] = []
  return {
    at,
    call(clock: ManualClock) {
      return async function upload(name: string): Promise<string> {
        at.push(clock.now())
        if (at.length <= times) throw error()
        return name
      }
    },
  }
}

describe('withRetry', () => {
  it('calls again after growing waits and gives the result', async () => {
    const clock = new ManualClock()
    const upload = failing(3)
    const result = withRetry({ clock, jitter: false }, upload.call(clock))('weights')
    await clock.advance(10_000)
    expect(await result).toBe('weights')
    expect(upload.at).toEqual([0, 1000, 3000, 7000])
    expect(getIntegrationErrorStats()).toEqual({
      upload: {
        calls: 4,
        failures: 3,
        retries: 3,
        fallbacks: 0,
        breaker: 'closed',
        lastError: 'Error: away',
        lastFailureAt: 3000,
      },
    })
  })

  it('gives up with the last error after three repeats by default', async () => {
    const clock = new ManualClock()
    let calls = 0
    const result = withRetry({ clock }, () => Promise.reject(new Error(`failure ${++calls}`)))()
    const outcome = expect(result).rejects.toThrow('failure 4')
    await clock.advance(200_000)
    await outcome
    expect(calls).toBe(4)
  })

  it('spreads the waits around the base, never beyond the longest', async () => {
    const clock = new ManualClock()
    const upload = failing(6)
    const result = withRetry({ clock, maxRetries: 6, maxDelayMs: 4000 }, upload.call(clock))('x')
    await clock.advance(100_000)
    await result
    const waits = upload.at.slice(1).map((at, index) => at - upload.at[index]!)
    expect(Math.round(Math.max(...waits))).toBeLessThanOrEqual(4000)
    expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(1)
  })

  it('leaves errors that repeating can not mend', async () => {
    const refused = Object.assign(new Error('bad request'), { retryable: false })
    const upload = failing(9, () => refused)
    const clock = new ManualClock()
    await expect(withRetry({ clock }, upload.call(clock))('x')).rejects.toBe(refused)
    expect(upload.at).toEqual([0])
    await expect(withRetry({ clock, retryIf: () => false }, failing(1).call(clock))('x')).rejects.toThrow('away')
  })

  it('rejects at once when its signal aborts during a wait', async () => {
    const clock = new ManualClock()
    const controller = new AbortController()
    const upload = failing(9)
    const result = withRetry({ clock, signal: controller.signal }, upload.call(clock))('x')
    const outcome = expect(result).rejects.toThrow('enough')
    await clock.advance(1)
    controller.abort(new Error('enough'))
    await outcome
    expect(clock.nextTimer()).toBeUndefined()
    expect(upload.at).toEqual([0])
  })

  it('rejects at once when its signal aborts during a call, and before the first', async () => {
    const controller = new AbortController()
    const result = withRetry({ signal: controller.signal }, () => new Promise(() => {}))()
    controller.abort(new Error('enough'))
    await expect(result).rejects.toThrow('enough')
    const call = jest.fn()
    await expect(withRetry({ signal: controller.signal }, call)()).rejects.toThrow('enough')
    expect(call).not.toHaveBeenCalled()
  })

  it('trap 8: a wait does not block the event loop', async () => {
    const clock = new ManualClock()
    const result = withRetry({ clock }, failing(1).call(clock))('x')
    let turned = false
    setImmediate(() => (turned = true))
    await clock.advance(0)
    expect(turned).toBe(true)
    await clock.advance(60_000)
    await result
  })

  it('decorates methods, keeping this and arguments', async () => {
    const clock = new ManualClock()
    class Uploader {
      attempts = 0
      @withRetry({ clock, maxRetries: 2 })
      async send(name: string): Promise<string> {
        if (++this.attempts < 3) throw new Error('away')
        return `${name} after ${this.attempts}`
      }
    }
    const result = new Uploader().send('weights')
    await clock.advance(60_000)
    expect(await result).toBe('weights after 3')
    expect(getIntegrationErrorStats()['send']).toMatchObject({ calls: 3, failures: 2, retries: 2 })
  })

  it.each([
    [{ maxRetrys: 3 }, 'withRetry option "maxRetrys"'],
    [{ maxRetries: -1 }, 'whole number'],
    [{ baseDelayMs: Number.NaN }, 'milliseconds'],
    ['3', 'withRetry options'],
  ])('refuses the options %j', (options, message) => {
    expect(() => withRetry(options as object)).toThrow(message)
  })

  it('a pending repeat keeps the process, and its result arrives', async () => {
    expect(await outputOf(`await withRetry({ baseDelayMs: 5, maxRetries: 2 }, failsTwice)().then(console.log)`)).toBe(
      'done\n',
    )
  })

  it('a repeat in the background does not keep the process', async () => {
    expect(
      await outputOf(`void withRetry({ baseDelayMs: 60_000, background: true }, failsTwice)().then(console.log)`),
    ).toBe('')
  })
})

async function outputOf(code: string): Promise<string> {
  const { execFile } = await import('node:child_process')
  const script = `
    const { withRetry } = await import(${JSON.stringify(`${__dirname}/retry.ts`)})
    let calls = 0
    const failsTwice = async () => { if (++calls < 3) throw new Error('away'); return 'done' }
    ${code}`
  return new Promise((resolve, reject) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    )
  })
}
