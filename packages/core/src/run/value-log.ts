import type { LogOptions, LogValues, ScalarOptions } from '../contracts/run.ts'
import { describe } from '../errors/describe.ts'
import { Media } from '../media/media.ts'
import { isPlainObject, toPlainObject } from '../record/to-plain.ts'
import { toScalar } from '../record/values.ts'
import type { MediaLog } from './media-log.ts'
import type { MetricLog } from './metric-log.ts'
import { checkText } from './run-arguments.ts'
import type { RunRecorder } from './run-recorder.ts'
import { ABSENT, toStep } from './steps.ts'

const NO_EPOCH = NaN
const DEEPEST = 32

/** Where and when a value was logged: the numbers behind `LogOptions`. */
export interface Place {
  step: number
  time: number
  epoch: number
}

/** What `log` accepts: scalars, media, and objects of these, flattened with `/`. */
export class ValueLog {
  readonly #recorder: RunRecorder
  readonly #metrics: MetricLog
  readonly #media: MediaLog

  constructor(recorder: RunRecorder, metrics: MetricLog, media: MediaLog) {
    this.#recorder = recorder
    this.#metrics = metrics
    this.#media = media
  }

  log(values: LogValues, options: LogOptions | undefined): void {
    const now = this.#recorder.clock.now()
    try {
      if (!hasNames(values))
        return this.#recorder.reject('log', `log: got ${describe(values)}. Pass an object: the names and their values.`)
      if (options === undefined) this.#logAll(values, '', ABSENT, now, NO_EPOCH, 0)
      else {
        // written out, because an object for the place would cost more than the rest of this block
        if (typeof options !== 'object') this.#refuseOptions(options)
        this.#logAll(values, '', this.step(options.step), this.#time(options.time, now), this.#epoch(options.epoch), 0)
      }
    } catch (error) {
      this.#recorder.fail('log', error)
    }
    this.#recorder.journal.settle(now)
  }

  scalar(key: string, value: unknown, options: ScalarOptions = {}): void {
    const now = this.#recorder.clock.now()
    this.#recorder.guard('logScalar', () => {
      const number = toScalar(value)
      const { step, time, epoch } = this.place(options, now)
      checkText('kind', options.kind)
      if (number === undefined) this.#refuse(key, value)
      else if (options.kind === undefined && options.metadata === undefined)
        this.#metrics.point(key, number, step, time, epoch)
      else {
        const metadata = options.metadata && toPlainObject(options.metadata, 'metadata')
        this.#metrics.annotated(key, number, step, time, epoch, { kind: options.kind, metadata })
      }
    })
    this.#recorder.journal.settle(now)
  }

  place(options: LogOptions, now = this.#recorder.clock.now()): Place {
    if (typeof options !== 'object') this.#refuseOptions(options)
    return { step: this.step(options.step), time: this.#time(options.time, now), epoch: this.#epoch(options.epoch) }
  }

  step(step: unknown): number {
    const number = toStep(step)
    if (number !== undefined) return number
    this.#recorder.reject(
      'step',
      `step: got ${describe(step)}. Pass a whole number; the point was kept at the next step.`,
    )
    return ABSENT
  }

  #logAll(values: LogValues, prefix: string, step: number, time: number, epoch: number, depth: number): void {
    for (const key in values) {
      const value = values[key]
      if (typeof value === 'number') this.#metrics.point(prefix === '' ? key : prefix + key, value, step, time, epoch)
      else this.#logOther(prefix + key, value, step, time, epoch, depth)
    }
  }

  // one value that fails, such as a tensor that was disposed, costs none of the others
  #logOther(key: string, value: unknown, step: number, time: number, epoch: number, depth: number): void {
    try {
      this.#logUnlikeNumbers(key, value, step, time, epoch, depth)
    } catch (error) {
      this.#recorder.fail(`log "${key}"`, error)
    }
  }

  #logUnlikeNumbers(key: string, value: unknown, step: number, time: number, epoch: number, depth: number): void {
    const number = toScalar(value)
    if (number !== undefined) this.#metrics.point(key, number, step, time, epoch)
    else if (Media.isInstance(value) || (Array.isArray(value) && value.length > 0 && value.every(Media.isInstance))) {
      this.#media.log(key, value, { step, time })
    } else if (isPlainObject(value) && depth < DEEPEST) this.#logAll(value, `${key}/`, step, time, epoch, depth + 1)
    else this.#refuse(key, value)
  }

  #refuse(key: string, value: unknown): void {
    this.#recorder.reject(`value ${key}`, `"${key}": got ${describe(value)}. ${remedyFor(value)}`)
  }

  // a step in place of the options is the likely slip: other trackers take it so
  #refuseOptions(options: unknown): void {
    this.#recorder.reject(
      'options',
      `options: got ${describe(options)}. Pass an object, such as { step: 1 }; the point was kept at the next step.`,
    )
  }

  #time(time: number | Date | undefined, now: number): number {
    if (time === undefined) return now
    const milliseconds = typeof time === 'number' || time instanceof Date ? Math.round(Number(time)) : NaN
    if (Number.isSafeInteger(milliseconds)) return milliseconds
    this.#recorder.reject(
      'time',
      `time: got ${describe(time)}. Pass milliseconds or a Date; the present time was taken.`,
    )
    return now
  }

  #epoch(epoch: number | undefined): number {
    if (epoch === undefined) return NO_EPOCH
    if (typeof epoch === 'number') return epoch
    this.#recorder.reject('epoch', `epoch: got ${describe(epoch)}. Pass a number; the point was kept without.`)
    return NO_EPOCH
  }
}

// arrays, maps and texts have elements instead
function hasNames(values: unknown): boolean {
  return typeof values === 'object' && values !== null && !(Symbol.iterator in values)
}

function remedyFor(value: unknown): string {
  if (typeof value === 'string') return 'A metric is a number: pass one, or use logText.'
  if (Array.isArray(value) || ArrayBuffer.isView(value))
    return 'A metric is one number: pass one, or use logHistogram, logImage or logTable.'
  if (isPlainObject(value)) return `It is nested more than ${DEEPEST} deep, or contains itself.`
  return 'Pass a number, boolean, bigint, Date, a typed array or tensor of one element, or a medium such as new Image(…).'
}
