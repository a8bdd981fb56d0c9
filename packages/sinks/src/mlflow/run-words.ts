import type { PlainObject, RunRecord } from '@seetrain/core'
import { mlflowName } from './mlflow-names.ts'
import type { RunValues } from './run-values.ts'

const WORDS = ['name', 'description', 'notes', 'group', 'jobType', 'tags'] as const
type Words = Partial<Pick<Extract<RunRecord, { kind: 'edit' }>, (typeof WORDS)[number]>>

/** Name, notes, tags and the like of a run, as they stand and as tags of MLflow. */
export class RunWords {
  #words: Words
  /** As the other side has them. */
  #arrived: Words

  constructor(state: PlainObject) {
    this.#words = state
    this.#arrived = this.#words
  }

  /** Forgets what a batch brought that comes again. */
  rewind(): void {
    this.#words = this.#arrived
  }

  confirm(): void {
    this.#arrived = this.#words
  }

  get state(): PlainObject {
    return this.#words
  }

  get group(): string | undefined {
    return this.#words.group
  }

  /** Takes in what a record says. Returns the new name of the run, when it has one. */
  async take(record: Words, values: RunValues, signal: AbortSignal): Promise<string | undefined> {
    const before = this.#words
    const given = WORDS.flatMap(word => (record[word] === undefined ? [] : [[word, record[word]]]))
    const words: Words = { ...before, ...(Object.fromEntries(given) as Words) }
    const { description, notes, jobType, group, tags = [] } = words
    // MLflow shows this as the description of a run
    const note = [description, notes].filter(text => text !== undefined && text !== '').join('\n\n')
    if (note !== '' || values.tags.has(NOTE_TAG)) values.setTag(NOTE_TAG, note)
    if (jobType !== undefined) values.setTag('seetrain.job_type', jobType)
    if (group !== undefined) values.setTag('seetrain.group', group)
    for (const tag of before.tags ?? []) if (!tags.includes(tag)) await values.deleteTag(tagName(tag), signal)
    for (const tag of tags) values.setTag(tagName(tag), 'true')
    this.#words = words
    return words.name === before.name ? undefined : words.name
  }
}

const NOTE_TAG = 'mlflow.note.content'

// a user's word must not pass for one of MLflow's or ours
function tagName(tag: string): string {
  const name = mlflowName(tag)
  return /^(?:mlflow|seetrain)\./.test(name) ? mlflowName(`tag/${name}`) : name
}
