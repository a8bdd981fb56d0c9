import type { DefinitionRecord, PlainObject } from '../contracts/record.ts'
import type { MetricDefinition, MetricPoint, MetricProcessor } from '../contracts/run.ts'
import type { JournalWriter } from '../journal/writer.ts'
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
  annotated(key: string, value: number, step: number, time: number, epoch: number, notes: { kind?: string; metadata?: PlainObject }): void {
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

  define(time: number, key: string, definition: MetricDefinition, metadata: PlainObject | undefined): void {
    const record: DefinitionRecord = { kind: 'definition', time, key }
    if (definition.stepKey !== undefined) record.stepKey = definition.stepKey
    if (definition.summary !== undefined) record.summary = definition.summary
    if (definition.goal !== undefined) record.goal = definition.goal
    if (definition.kind !== undefined) record.metricKind = definition.kind
    if (metadata !== undefined) record.metadata = metadata
    this.#recorder.record(record)
  }

  addProcessor(processor: MetricProcessor): void {
    this.#processors = [...this.#processors, processor]
  }

  /** Whether a key can be used; tells why not. */
  acceptsKey(key: string): boolean {
    if (key !== '' && key.length <= this.#maxKeyLength) return true
    const problem = key === '' ? 'key: got an empty string. Name the metric.' : `key: ${key.length} characters, more than the limit of ${this.#maxKeyLength}. Shorten "${key.slice(0, 40)}…" or raise the setting maxKeyLength.`
    this.#recorder.reject(`key ${key.slice(0, 40)}`, problem)
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
      try {
        processor.process(point, (key, value) => this.#derived({ ...point, key, value }, epoch, index + 1))
      } catch (error) {
        this.#recorder.tell(`processor ${processor.name}`, `metric processor "${processor.name}" failed on "${point.key}": ${String(error)}`)
      }
    }
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
