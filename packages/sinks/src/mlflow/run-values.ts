import type { MlflowConnection } from './mlflow-connection.ts'
import { cutTo, MlflowNames } from './mlflow-names.ts'
import { MlflowRefusedError } from './mlflow-refused-error.ts'

/** What a request may hold at most: 1000 values together. */
const METRICS = 800
const PARAMS = 100
const TAGS = 100
const LONGEST_PARAM = 6000
const LONGEST_TAG = 5000
/** Stands in front of a parameter that changed after its first value, which MLflow never lets go. */
const CHANGED_PARAM = 'seetrain.changed/'

interface Metric {
  key: string
  value: number | string
  timestamp: number
  step: number
}

/** A run as MLflow tells it. */
export interface MlflowRun {
  info: { run_id: string; experiment_id: string; artifact_uri: string; status: string; lifecycle_stage: string }
  data: { metrics?: { key: string }[]; params?: Pair[]; tags?: Pair[] }
}

interface Pair {
  key: string
  value: string
}

/** Metrics, parameters and tags of a run, collected and sent in requests of the size that MLflow takes. */
export class RunValues {
  readonly #connection: MlflowConnection
  readonly #runId: string
  readonly #metricNames: MlflowNames
  readonly #paramNames: MlflowNames
  #params: Map<string, string>
  readonly tags: Map<string, string>
  readonly #metrics: Metric[] = []
  readonly #newParams = new Map<string, string>()
  readonly #newTags = new Map<string, string>()
  #lastEpoch = ''

  constructor(connection: MlflowConnection, { info, data }: MlflowRun) {
    this.#connection = connection
    this.#runId = info.run_id
    this.tags = pairs(data.tags)
    this.#params = pairs(data.params)
    const metrics = (data.metrics ?? []).map(({ key }) => key)
    this.#metricNames = new MlflowNames('seetrain.key/', metrics, this.tags)
    this.#paramNames = new MlflowNames('seetrain.param/', this.#params.keys(), this.tags)
  }

  addMetric(key: string, value: number, at: { step: number; time: number }): void {
    this.#metrics.push({
      key: this.#metricNames.nameOf(key),
      // JSON has no words for these, and MLflow takes them as text
      value: Number.isFinite(value) ? value : String(value),
      timestamp: Math.round(at.time),
      step: Math.round(at.step),
    })
  }

  /** The epoch as a metric of its own, once for each step. */
  addEpoch(epoch: number, at: { step: number; time: number }): void {
    const mark = `${at.step} ${epoch}`
    if (mark === this.#lastEpoch) return
    this.#lastEpoch = mark
    this.addMetric('epoch', epoch, at)
  }

  addParam(key: string, text: string): void {
    const value = cutTo(LONGEST_PARAM, text, 'all of it is in config.json')
    const name = this.#paramNames.nameOf(key)
    this.#newParams.set(name, value)
  }

  /** A tag as it will be. */
  tag(key: string): string | undefined {
    return this.#newTags.get(key) ?? this.tags.get(key)
  }

  setTag(key: string, value: string): void {
    const text = cutTo(LONGEST_TAG, value)
    if (this.tags.get(key) === text) this.#newTags.delete(key)
    else this.#newTags.set(key, text)
  }

  async deleteTag(key: string, signal: AbortSignal): Promise<void> {
    this.#newTags.delete(key)
    if (!this.tags.has(key)) return
    await this.#connection.post('runs/delete-tag', { run_id: this.#runId, key }, signal)
    this.tags.delete(key)
  }

  /** Sends what was collected. What fails is collected again by the batch that comes again. */
  async send(signal: AbortSignal): Promise<void> {
    try {
      await this.#sendAll(signal)
    } catch (error) {
      // another process of the run may have set a parameter to something else
      if (this.#newParams.size === 0 || !(error instanceof MlflowRefusedError) || !error.blamesContent) throw error
      const { run } = await this.#connection.get<{ run: MlflowRun }>('runs/get', { run_id: this.#runId }, signal)
      this.#params = pairs(run.data.params)
      await this.#sendAll(signal)
    }
    this.clear()
  }

  clear(): void {
    this.#metrics.length = 0
    this.#newParams.clear()
    this.#newTags.clear()
    this.#lastEpoch = ''
  }

  async #sendAll(signal: AbortSignal): Promise<void> {
    const params = [...this.#newParams].filter(([key]) => !this.#params.has(key))
    for (const [key, value] of this.#newParams) this.#tellChange(key, value)
    const untold = [this.#metricNames.untold, this.#paramNames.untold]
    for (const names of untold) for (const [tag, key] of names) this.setTag(tag, key)
    const tags = [...this.#newTags]
    const requests = Math.max(this.#metrics.length / METRICS, params.length / PARAMS, tags.length / TAGS)
    for (let i = 0; i < requests; i++) {
      const body = {
        run_id: this.#runId,
        metrics: sliceOf(this.#metrics, i, METRICS),
        params: sliceOf(params, i, PARAMS).map(asPair),
        tags: sliceOf(tags, i, TAGS).map(asPair),
      }
      await this.#connection.post('runs/log-batch', body, signal)
    }
    for (const [key, value] of params) this.#params.set(key, value)
    for (const [key, value] of tags) this.tags.set(key, value)
    for (const names of untold) names.clear()
  }

  // MLflow keeps the first value of a parameter
  #tellChange(name: string, value: string): void {
    const first = this.#params.get(name)
    const tag = CHANGED_PARAM + name.slice(0, 200)
    if (first !== undefined && (first !== value || this.tags.has(tag))) this.setTag(tag, value)
  }
}

function pairs(list: readonly Pair[] = []): Map<string, string> {
  return new Map(list.map(({ key, value }) => [key, value]))
}

function asPair([key, value]: readonly [string, string]): Pair {
  return { key, value }
}

function sliceOf<T>(list: readonly T[], index: number, size: number): T[] {
  return list.slice(index * size, (index + 1) * size)
}
