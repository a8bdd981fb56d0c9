import type { EndRecord, EndState, ErrorInfo, Plain, PlainObject, RunRecord, Writer } from '../contracts/record.ts'
import { isPlainObject, setOwn } from '../record/to-plain.ts'
import { MetricState } from './metric-state.ts'

/** A run as its records tell it, up to the record applied last. */
export class RunState {
  id = ''
  project = ''
  name = ''
  description: string | undefined
  notes: string | undefined
  group: string | undefined
  jobType: string | undefined
  tags: string[] = []
  forkedFrom: { runId: string; step: number } | undefined
  createdAt = 0
  dropped = 0
  readonly writers = new Map<string, Writer>()
  readonly #ends = new Map<string, EndRecord>()
  readonly config: PlainObject = {}
  readonly metrics = new Map<string, MetricState>()
  /** Step of the media logged last, per key. */
  readonly mediaSteps = new Map<string, number>()

  /** Takes in the next record of one of the run's writers. */
  apply(record: RunRecord, writer = 'main'): void {
    switch (record.kind) {
      case 'metric':
        this.metric(record.key).add(record.step, record.value)
        break
      case 'media':
        this.mediaSteps.set(record.key, record.step)
        break
      case 'definition':
        this.metric(record.key).define(record)
        break
      case 'config':
        applyConfig(this.config, record.set, record.unset)
        break
      case 'open':
        this.#open(record)
        break
      case 'edit':
        this.#edit(record)
        break
      case 'dropped':
        this.dropped += record.count
        break
      case 'end':
        this.#ends.set(writer, record)
        break
    }
  }

  metric(key: string): MetricState {
    let metric = this.metrics.get(key)
    if (metric === undefined) this.metrics.set(key, (metric = new MetricState(key)))
    return metric
  }

  /**
   * The main writer decides when a run ends; another that failed makes it a failed run. Also `running` when a process
   * died without a word: see `livingWriter`.
   */
  get state(): 'running' | EndState {
    const main = this.#ends.get('main')
    if (main === undefined && (this.writers.has('main') || this.#ends.size < this.writers.size)) return 'running'
    return this.#failure?.state ?? main?.state ?? this.#ends.values().next().value?.state ?? 'running'
  }

  get endedAt(): number | undefined {
    return this.state === 'running' ? undefined : Math.max(...[...this.#ends.values()].map(end => end.time))
  }

  get error(): ErrorInfo | undefined {
    return this.state === 'running' ? undefined : this.#failure?.error
  }

  get #failure(): EndRecord | undefined {
    return [...this.#ends.values()].find(end => end.state === 'failed')
  }

  get summary(): { [key: string]: number } {
    const summary: { [key: string]: number } = {}
    for (const metric of this.metrics.values()) {
      const value = metric.lastStep === -1 && Number.isNaN(metric.last) ? undefined : metric.summary()
      if (value !== undefined) setOwn(summary, metric.key, value)
    }
    return summary
  }

  get frameworks(): string[] {
    const marked = this.config['frameworks']
    return Array.isArray(marked) ? marked.filter(name => typeof name === 'string') : []
  }

  #open(record: Extract<RunRecord, { kind: 'open' }>): void {
    this.writers.set(record.writer.id, record.writer)
    this.#ends.delete(record.writer.id)
    if (record.writer.id !== 'main' && this.id !== '') return
    // how its helpers ended the last time says nothing about a run that goes on
    if (record.writer.id === 'main' && record.resumed) this.#ends.clear()
    this.id = record.runId
    this.project = record.project
    this.createdAt = record.createdAt
    this.forkedFrom ??= record.forkedFrom
    this.#edit(record)
  }

  #edit(words: Partial<Pick<this, 'name' | 'description' | 'notes' | 'group' | 'jobType' | 'tags'>>): void {
    for (const word of ['name', 'description', 'notes', 'group', 'jobType', 'tags'] as const) {
      if (words[word] !== undefined) Object.assign(this, { [word]: words[word] })
    }
  }
}

export function applyConfig(config: PlainObject, set: PlainObject, unset: string[][] = []): void {
  for (const path of unset) removeMember(config, path)
  mergeInto(config, set)
}

function removeMember(config: PlainObject, path: string[]): void {
  let parent: Plain | undefined = config
  for (const name of path.slice(0, -1))
    parent = isPlainObject(parent) && Object.hasOwn(parent, name) ? parent[name] : undefined
  const last = path.at(-1)
  if (isPlainObject(parent) && last !== undefined) delete parent[last]
}

function mergeInto(target: PlainObject, set: PlainObject): void {
  for (const name of Object.keys(set)) {
    const value = set[name]!
    const before = Object.hasOwn(target, name) ? target[name] : undefined
    if (isPlainObject(value) && isPlainObject(before)) mergeInto(before, value)
    else setOwn(target, name, isPlainObject(value) ? structuredCloneOf(value) : value)
  }
}

// so that a later merge does not reach into the record that it came from
function structuredCloneOf(value: PlainObject): PlainObject {
  const copy: PlainObject = {}
  mergeInto(copy, value)
  return copy
}
