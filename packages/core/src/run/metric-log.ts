import type { DefinitionRecord, PlainObject } from '../contracts/record.ts'
import type { MetricDefinition, MetricPoint, MetricProcessor } from '../contracts/run.ts'
import { describe } from '../errors/describe.ts'
import { errorText } from '../errors/error-text.ts'
import type { JournalWriter } from '../journal/writer.ts'
import { toPlainObject } from '../record/to-plain.ts'
import type { MetricState } from './metric-state.ts'
import type { RunRecorder } from './run-recorder.ts'

/** The scalars of a run: steps, summaries, processors, and the shortest way to the journal. */
export class MetricLog {
  readonly #recorder: RunRecorder
  readonly #journal: JournalWriter
  // the run's own metrics, found by one lookup per point
  readonly #metrics: Map<string, MetricState>
  readonly #maxKeyLength: number
  #processors: MetricProcessor[] = []

  constructor(recorder: RunRecorder, maxKeyLength: number) {
    this.#recorder = recorder
    this.#journal = recorder.journal
    this.#metrics = recorder.state.metrics
    this.#maxKeyLength = maxKeyLength
  }

  /** Logs one point. `step` is `ABSENT` or whole; `epoch` is NaN for none. */
  point(key: string, value: number, step: number, time: number, epoch: number): void {
    let metric = this.#metrics.get(key)
    if (metric === undefined || metric.journalKey < 0) {
      metric = this.#start(key)
      if (metric === undefined) return
    }
    const at = step === step ? step : metric.lastStep + 1
    metric.add(at, value)
    this.#journal.point(metric.journalKey, at, value, time, epoch)
    this.#recorder.points++
    if (this.#processors.length > 0) this.#process({ key, step: at, value, time }, epoch, 0)
  }

  /** Logs one point that carries more than its numbers. */
  annotated(
    key: string,
    value: number,
    step: number,
    time: number,
    epoch: number,
    notes: { kind?: string; metadata?: PlainObject },
  ): void {
    if (!this.acceptsKey(key)) return
    const at = step === step ? step : this.nextStep(key)
    this.#recorder.record({
      kind: 'metric',
      time,
      key,
      step: at,
      value,
      ...(epoch === epoch && { epoch }),
      ...(notes.kind !== undefined && { metricKind: notes.kind }),
      ...(notes.metadata !== undefined && { metadata: notes.metadata }),
    })
    if (this.#processors.length > 0) this.#process({ key, step: at, value, time }, epoch, 0)
  }

  /** The step that a point or media of this key gets when none is given. */
  nextStep(key: string): number {
    return (this.#metrics.get(key)?.lastStep ?? -1) + 1
  }

  define(key: string, definition: MetricDefinition): void {
    const record: DefinitionRecord = { kind: 'definition', time: this.#recorder.clock.now(), key }
    if (definition.stepKey !== undefined) record.stepKey = definition.stepKey
    if (definition.summary !== undefined) record.summary = definition.summary
    if (definition.goal !== undefined) record.goal = definition.goal
    if (definition.kind !== undefined) record.metricKind = definition.kind
    if (definition.metadata !== undefined) record.metadata = toPlainObject(definition.metadata, 'metadata')
    this.#recorder.record(record)
  }

  addProcessor(processor: MetricProcessor): void {
    this.#processors = [...this.#processors, processor]
  }

  /** Whether a key can be used; tells why not. */
  acceptsKey(key: unknown): boolean {
    if (typeof key === 'string' && key !== '' && key.length <= this.#maxKeyLength) return true
    const problem =
      typeof key === 'string' && key !== ''
        ? `${key.length} characters, more than the limit of ${this.#maxKeyLength}. Shorten "${key.slice(0, 40)}…" or raise the setting maxKeyLength.`
        : `got ${describe(key)}. Name the metric.`
    this.#recorder.reject(`key ${String(key).slice(0, 40)}`, `key: ${problem}`)
    return false
  }

  #start(key: string): MetricState | undefined {
    if (!this.acceptsKey(key)) return undefined
    const metric = this.#recorder.state.metric(key)
    metric.journalKey = this.#journal.keyId(key)
    return metric
  }

  // a derived point goes to the processors behind the one that made it, so none sees its own
  #process(point: MetricPoint, epoch: number, from: number): void {
    for (let index = from; index < this.#processors.length; index++) {
      const processor = this.#processors[index]!
      let isOver = false
      try {
        processor.process(point, (key, value) => {
          if (!isOver && typeof value === 'number') this.#derived({ ...point, key, value }, epoch, index + 1)
          else this.#refuseDerived(processor.name, key, value, isOver)
        })
      } catch (error) {
        this.#recorder.tell(
          `processor ${processor.name}`,
          `metric processor "${processor.name}" failed on "${point.key}": ${errorText(error)}. The point itself is recorded.`,
        )
      }
      isOver = true
    }
  }

  #refuseDerived(name: string, key: string, value: unknown, isOver: boolean): void {
    const problem = isOver
      ? 'came after process() had returned. Emit before it returns.'
      : `got ${describe(value)}. Emit a number.`
    this.#recorder.reject(`processor ${name} ${String(isOver)}`, `metric processor "${name}", "${key}": ${problem}`)
  }

  #derived(point: MetricPoint, epoch: number, from: number): void {
    const known = this.#metrics.get(point.key)
    const metric = known !== undefined && known.journalKey >= 0 ? known : this.#start(point.key)
    if (metric === undefined) return
    metric.add(point.step, point.value)
    this.#journal.point(metric.journalKey, point.step, point.value, point.time, epoch)
    this.#recorder.points++
    this.#process(point, epoch, from)
  }
}
