import type { Timer } from '../contracts/ports.ts'
import type { SinkStats } from '../contracts/run.ts'
import { CircuitOpenError } from '../errors/circuit-open-error.ts'
import { DeadlineError } from '../errors/deadline-error.ts'
import { withoutFullStop } from '../errors/without-full-stop.ts'
import { messageOf } from '../resilience/operations.ts'
import { holdProcess, untilAborted } from '../resilience/wait.ts'
import { DEFAULT_POLICY, type CourierOptions, type DeliveryPolicy } from './courier-options.ts'
import { Delivery } from './delivery.ts'
import { SinkCaller } from './sink-caller.ts'

/** How a courier ended. What is not delivered stays in the journal, and the cursor says from where. */
export interface CourierOutcome {
  complete: boolean
  /** Why not, when it is not complete, or what failed while the sink was closed. */
  reason?: string
}

interface Waiter {
  target: number
  reached: () => void
}

/** Carries one journal to one sink, from its cursor on. A loop of its own: no sink waits for another. Nothing here throws. */
export class Courier {
  readonly #options: CourierOptions
  readonly #policy: Required<DeliveryPolicy>
  readonly #caller: SinkCaller
  readonly #delivery: Delivery
  readonly #stats: SinkStats = { delivered: 0, poisoned: 0, failures: 0, lag: 0, state: 'idle' }
  readonly #abort = new AbortController()
  readonly #waiters = new Set<Waiter>()
  #running: Promise<void> | undefined
  #finished: Promise<CourierOutcome> | undefined
  #linger: Timer | undefined
  #endPause: (() => void) | undefined
  /** The journal grew since the last look at it. */
  #grown = false
  /** Somebody waits: go on at once. */
  #urgent = false
  #troubled = false

  constructor(options: CourierOptions) {
    this.#options = options
    const policy = { ...DEFAULT_POLICY, ...options.policy }
    this.#policy = policy
    const shared = { ...options, policy, stats: this.#stats }
    this.#caller = new SinkCaller({ ...shared, signal: this.#abort.signal })
    this.#delivery = new Delivery({ ...shared, caller: this.#caller })
  }

  get sinkId(): string {
    return this.#options.sink.id
  }

  stats(): SinkStats {
    return { ...this.#stats, lag: Math.max(0, this.#options.journalEnd() - this.#delivery.offset) }
  }

  /** Takes the cursor for this process. Throws `CursorLockedError`; without this call that is one more reason to try later. */
  claim(): void {
    this.#delivery.claim()
  }

  /** Lets go of the cursor without delivering anything. */
  abandon(): Promise<CourierOutcome> {
    this.#abort.abort(new DeadlineError(`the sink ${this.sinkId}`, 0))
    return this.finish(0)
  }

  /** The journal grew. Cheap, and may be called as often as it does. */
  notify(): void {
    if (this.#finished) return
    this.#grown = true
    if (this.#running || this.#linger) return
    this.#linger = this.#options.ports.clock.setTimer(() => void this.#work(), this.#policy.intervalMs)
  }

  /** Resolves when the journal so far is with the sink and visible to its readers. Rejects after the deadline. */
  async flush(deadlineMs: number): Promise<void> {
    const { clock } = this.#options.ports
    const controller = new AbortController()
    const late = new DeadlineError(`flushing the sink ${this.sinkId}`, deadlineMs)
    const timer = clock.setTimer(() => controller.abort(late), deadlineMs)
    const release = holdProcess()
    const waiter: Waiter = { target: this.#options.journalEnd(), reached: () => {} }
    try {
      const delivered = new Promise<void>(resolve => (waiter.reached = resolve))
      this.#waiters.add(waiter)
      void this.#work()
      await untilAborted(delivered, AbortSignal.any([controller.signal, this.#abort.signal]))
      await untilAborted(this.#caller.flush(), controller.signal)
    } finally {
      this.#waiters.delete(waiter)
      timer.cancel()
      release()
    }
  }

  /** Delivers what it can within the time, closes the sink and lets go of the cursor. Repeated calls return the same promise. */
  finish(deadlineMs: number): Promise<CourierOutcome> {
    this.#finished ??= this.#end(deadlineMs)
    return this.#finished
  }

  async #end(deadlineMs: number): Promise<CourierOutcome> {
    const { clock } = this.#options.ports
    const release = holdProcess()
    const late = new DeadlineError(`delivering to the sink ${this.sinkId}`, deadlineMs)
    // a fifth of the time is for closing the sink
    const timer = clock.setTimer(() => this.#abort.abort(late), deadlineMs * 0.8)
    try {
      this.#caller.allowProbe()
      this.#endPause?.()
      await untilAborted(this.#work(), this.#abort.signal).catch(() => {})
      const complete = !this.#troubled && !this.#abort.signal.aborted
      const reason = complete ? undefined : (this.#stats.lastError ?? messageOf(late))
      this.#abort.abort(new DeadlineError(`the sink ${this.sinkId}`, deadlineMs))
      const failure = await this.#caller.close(Math.min(deadlineMs * 0.1, this.#policy.timeoutMs))
      return { complete, ...((reason ?? failure) && { reason: reason ?? failure }) }
    } finally {
      this.#letGo()
      timer.cancel()
      release()
    }
  }

  #letGo(): void {
    this.#stats.state = 'closed'
    try {
      this.#delivery.release()
      this.#options.source.close()
    } catch (error) {
      this.#stats.lastError = messageOf(error)
    }
  }

  #work(): Promise<void> {
    this.#linger?.cancel()
    this.#linger = undefined
    this.#urgent = true
    this.#running ??= this.#loop()
    return this.#running
  }

  async #loop(): Promise<void> {
    await breathe()
    while (this.#urgent && !this.#abort.signal.aborted) {
      this.#urgent = false
      this.#grown = false
      await this.#deliverToEnd()
    }
    this.#running = undefined
    if (this.#grown) this.notify()
  }

  async #deliverToEnd(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      try {
        const more = await this.#delivery.step()
        this.#recovered()
        this.#options.onProgress?.()
        this.#tellWaiters(!more && !this.#urgent)
        if (!more) break
        await breathe()
      } catch (error) {
        this.#failed(error)
        // at the end of a run there is nobody to wait for: the next process goes on
        if (this.#finished) return
        await this.#pause()
      }
    }
    this.#delivery.save()
    this.#stats.state = 'idle'
  }

  #tellWaiters(all: boolean): void {
    for (const waiter of this.#waiters) if (all || this.#delivery.offset >= waiter.target) waiter.reached()
  }

  #recovered(): void {
    if (!this.#troubled) return
    this.#troubled = false
    this.#options.ports.logger.info(`${this.sinkId} takes records again.`)
  }

  #failed(error: unknown): void {
    this.#stats.state = error instanceof CircuitOpenError ? 'broken' : 'waiting'
    if (!(error instanceof CircuitOpenError)) this.#stats.lastError = messageOf(error)
    if (this.#troubled || this.#abort.signal.aborted) return
    this.#troubled = true
    this.#options.ports.logger.warn(
      `${this.sinkId} does not take records: ${withoutFullStop(messageOf(error))}. They are kept in the journal and sent later, at the latest by "seetrain sync".`,
    )
  }

  #pause(): Promise<void> {
    return new Promise(resolve => {
      const timer = this.#options.ports.clock.setTimer(() => this.#endPause?.(), this.#policy.roundPauseMs)
      this.#endPause = () => {
        timer.cancel()
        this.#endPause = undefined
        resolve()
      }
    })
  }
}

// between two batches the program itself has its turn
function breathe(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
