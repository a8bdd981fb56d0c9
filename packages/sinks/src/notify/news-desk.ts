import type { AlertRecord, EndRecord, OpenRecord, PlainObject, RunRecord } from '@seetrain/core'
import { MAIN_WRITER } from '@seetrain/core'
import type { News } from './news.ts'

const MOST_METRICS = 10
const MARKS = { finished: '✅', failed: '❌', killed: '⏹️', info: 'ℹ️', warning: '⚠️', error: '🚨' } as const
const LEVELS = { finished: 'info', failed: 'error', killed: 'warning' } as const

/** Reads records and makes news of what is worth telling. */
export class NewsDesk {
  readonly #open: OpenRecord
  readonly #link: string | undefined
  #name: string
  #tags: readonly string[] | undefined
  readonly #metrics: Map<string, number>

  constructor(open: OpenRecord, link: string | undefined, state: PlainObject) {
    this.#open = open
    this.#link = link
    const { name = open.name, tags = open.tags, metrics = [] } = state as Partial<DeskState>
    this.#name = name
    this.#tags = tags
    this.#metrics = new Map(metrics)
  }

  get state(): PlainObject {
    return { name: this.#name, ...(this.#tags && { tags: [...this.#tags] }), metrics: [...this.#metrics] }
  }

  /** Reading the same record again changes nothing. */
  read(record: RunRecord): News | undefined {
    switch (record.kind) {
      case 'open':
      case 'edit':
        this.#name = record.name ?? this.#name
        this.#tags = record.tags ?? this.#tags
        return undefined
      case 'metric':
        if (this.#metrics.size < MOST_METRICS || this.#metrics.has(record.key))
          this.#metrics.set(record.key, record.value)
        return undefined
      case 'alert':
        return this.#alert(record)
      case 'end':
        // a helper that ends says nothing about the run
        return this.#open.writer.id === MAIN_WRITER ? this.#end(record) : undefined
      default:
        return undefined
    }
  }

  #alert({ time, title, text, level, step }: AlertRecord): News {
    const facts: [string, string][] = [['run', this.#name], ...this.#project()]
    if (step !== undefined) facts.push(['step', String(step)])
    const about = { event: 'alert', level, time, title: `${MARKS[level]} ${title}`, text: text ?? '', facts } as const
    return this.#news(about, `alert ${time} ${title}`)
  }

  #end({ time, state, error, exitCode, signal, dropped }: EndRecord): News {
    const facts: [string, string][] = [...this.#project(), ['duration', duration(time - this.#open.createdAt)]]
    if (signal !== undefined) facts.push(['signal', signal])
    if (exitCode !== undefined && exitCode !== 0) facts.push(['exit code', String(exitCode)])
    if (dropped > 0) facts.push(['records lost', String(dropped)])
    for (const [key, value] of this.#metrics) facts.push([key, shortNumber(value)])
    const text = error === undefined ? '' : `${error.name}: ${error.message}`
    const about = { event: state, level: LEVELS[state], time, title: `${MARKS[state]} ${this.#name} ${WORDS[state]}` }
    return this.#news({ ...about, text, facts }, `end ${time}`)
  }

  #news(about: Omit<News, 'id' | 'run' | 'metrics' | 'link'>, what: string): News {
    const { runId, project, group, writer } = this.#open
    const run = { id: runId, name: this.#name, project, ...(group !== undefined && { group }) }
    return {
      id: `${runId}/${writer.id}/${what}`,
      ...about,
      ...(this.#link !== undefined && { link: this.#link.replaceAll('{id}', encodeURIComponent(runId)) }),
      run: { ...run, ...(this.#tags && { tags: this.#tags }) },
      metrics: Object.fromEntries(this.#metrics),
    }
  }

  #project(): [string, string][] {
    return this.#open.project === '' ? [] : [['project', this.#open.project]]
  }
}

const WORDS = { finished: 'finished', failed: 'failed', killed: 'was killed' } as const

interface DeskState {
  name: string
  tags: string[]
  metrics: [string, number][]
}

/** `2 h 5 min`, `3 min 20 s`, `0.4 s`. */
export function duration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000
  if (seconds < 60) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${Math.floor(seconds % 60)} s`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function shortNumber(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(6))) : String(value)
}
