import { DeadlineError } from '../errors/deadline-error.ts'
import { ManualClock } from './manual-clock.ts'
import { withTimeout } from './timeout.ts'

const clock = new ManualClock()
const options = { operation: 'sending', timeoutMs: 100, clock }

/** Work that heeds its signal. */
const heeding = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('cut off'))))

describe('withTimeout', () => {
  it('passes results and errors on and leaves no timer', async () => {
    expect(await withTimeout(options, async () => 1)).toBe(1)
    await expect(withTimeout(options, () => Promise.reject(new Error('away')))).rejects.toThrow('away')
    await expect(
      withTimeout(options, () => {
        throw new Error('at once')
      }),
    ).rejects.toThrow('at once')
    expect(clock.nextTimer()).toBeUndefined()
  })

  it('aborts the work after its time', async () => {
    const outcome = expect(withTimeout(options, heeding)).rejects.toThrow(DeadlineError)
    await clock.advance(100)
    await outcome
    expect(clock.nextTimer()).toBeUndefined()
  })

  it('takes a success that comes late, so that nothing is sent twice', async () => {
    const outcome = withTimeout(
      options,
      signal => new Promise(resolve => signal.addEventListener('abort', () => resolve('sent'))),
    )
    await clock.advance(100)
    expect(await outcome).toBe('sent')
  })

  it('gives up work that ignores its signal after as long again', async () => {
    let rejected = false
    const outcome = withTimeout(options, () => new Promise(() => {})).catch(error => {
      rejected = true
      return error as Error
    })
    await clock.advance(199)
    expect(rejected).toBe(false)
    await clock.advance(1)
    expect(await outcome).toBeInstanceOf(DeadlineError)
  })

  it('aborts with the outer signal and its reason', async () => {
    const controller = new AbortController()
    const outcome = expect(withTimeout({ ...options, signal: controller.signal }, heeding)).rejects.toThrow('the end')
    await clock.advance(1)
    controller.abort(new Error('the end'))
    await outcome
    const late = expect(withTimeout({ ...options, signal: controller.signal }, async () => 'sent')).resolves.toBe(
      'sent',
    )
    await late
    expect(clock.nextTimer()).toBeUndefined()
  })
})
