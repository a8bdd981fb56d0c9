import type { EditRecord, OpenRecord, PlainObject } from '@seetrain/core'
import type { RunWords } from './wandb-records.ts'
import type { RunOwner } from './wandb-values.ts'

const WORDS = ['name', 'notes', 'description', 'group', 'jobType', 'tags'] as const

/** What a run is called at present, for W&B's record of it. */
export class RunIdentity {
  readonly #open: OpenRecord
  readonly #owner: RunOwner
  readonly #host: boolean
  readonly #words: PlainObject

  constructor(open: OpenRecord, owner: RunOwner, { host, words }: { host: boolean; words: PlainObject }) {
    this.#open = open
    this.#owner = owner
    this.#host = host
    this.#words = words
  }

  get state(): PlainObject {
    return { ...this.#words }
  }

  /** Returns whether a word changed. */
  take(record: OpenRecord | EditRecord): boolean {
    const before = JSON.stringify(this.#words)
    for (const word of WORDS) if (record[word] !== undefined) this.#words[word] = record[word]
    return JSON.stringify(this.#words) !== before
  }

  /** W&B has notes alone: the description stands above them. */
  words(): RunWords {
    const { name = '', notes, description, group, jobType, tags } = this.#words as Partial<EditRecord>
    const { createdAt, runId, writer } = this.#open
    const { runId: id, project, entity } = this.#owner
    return {
      id,
      name,
      project,
      entity,
      jobType,
      tags,
      group: group ?? (writer.id === 'main' ? undefined : runId),
      notes: [description, notes].filter(Boolean).join('\n\n') || undefined,
      host: this.#host ? writer.host : undefined,
      startedAt: createdAt,
    }
  }
}
