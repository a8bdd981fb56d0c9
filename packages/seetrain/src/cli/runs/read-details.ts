import {
  nodeFileSystem,
  readRun,
  type AlertRecord,
  type ArtifactRecord,
  type EndRecord,
  type MediaRecord,
  type MediaType,
  type PlainObject,
  type RunRecord,
  type Writer,
} from '@seetrain/core'
import { Course } from './course.ts'

const MOST_ALERTS = 10

export interface MediaCount {
  key: string
  type: MediaType
  items: number
  lastStep: number
}

/** A version of an artifact as it was logged last. */
export interface ArtifactCount {
  name: string
  type: string
  versions: number
  latest: string
  aliases: string[]
  size: number
}

/** What a run holds besides its summary, gathered in one pass and in bounded memory. */
export class RunDetails {
  readonly counts: { [kind: string]: number } = {}
  readonly courses = new Map<string, Course>()
  readonly media = new Map<string, MediaCount>()
  readonly artifacts = new Map<string, ArtifactCount>()
  readonly used = new Set<string>()
  readonly writers = new Map<string, Writer>()
  readonly environment: PlainObject = {}
  readonly alerts: AlertRecord[] = []
  end: EndRecord | undefined
  /** Records that the journal can not give back. */
  damaged = 0
  /** Records that never reached the journal, by the reason. */
  readonly dropped = new Map<string, number>()

  add(record: RunRecord): void {
    this.counts[record.kind] = (this.counts[record.kind] ?? 0) + 1
    if (record.kind === 'metric') this.#course(record.key).add(record.value)
    else if (record.kind === 'media') this.#addMedia(record)
    else if (record.kind === 'artifact') this.#addArtifact(record)
    else if (record.kind === 'edge' && record.relation === 'used') this.used.add(record.to)
    else if (record.kind === 'open') this.writers.set(record.writer.id, record.writer)
    else if (record.kind === 'environment') Object.assign(this.environment, record.sections)
    else if (record.kind === 'alert') this.#addAlert(record)
    else if (record.kind === 'dropped')
      this.dropped.set(record.reason, (this.dropped.get(record.reason) ?? 0) + record.count)
    else if (record.kind === 'end') this.end = record
  }

  #course(key: string): Course {
    let course = this.courses.get(key)
    if (course === undefined) this.courses.set(key, (course = new Course()))
    return course
  }

  #addMedia({ key, type, items, step }: MediaRecord): void {
    const name = `${type} ${key}`
    const before = this.media.get(name)?.items ?? 0
    this.media.set(name, { key, type, items: before + items.length, lastStep: step })
  }

  #addArtifact({ name, type, version, aliases, size }: ArtifactRecord): void {
    const versions = (this.artifacts.get(name)?.versions ?? 0) + 1
    this.artifacts.set(name, { name, type, versions, latest: version, aliases, size })
  }

  #addAlert(record: AlertRecord): void {
    this.alerts.push(record)
    if (this.alerts.length > MOST_ALERTS) this.alerts.shift()
  }
}

/** Calls `onRecord` with the count so far, for a line of progress. */
export function readDetails(runDir: string, onRecord: (count: number) => void): RunDetails {
  const details = new RunDetails()
  let count = 0
  for (const { record } of readRun(runDir, nodeFileSystem, (_writer, lost) => (details.damaged += lost))) {
    details.add(record)
    if (++count % 100_000 === 0) onRecord(count)
  }
  return details
}
