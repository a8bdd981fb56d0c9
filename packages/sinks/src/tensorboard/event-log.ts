import { join } from 'node:path'
import {
  applyConfig,
  decodeManifest,
  plainToJson,
  type AlertRecord,
  type ArtifactRecord,
  type DefinitionRecord,
  type EditRecord,
  type FileSystem,
  type MetricRecord,
  type OpenRecord,
  type PlainObject,
  type RunRecord,
  type SinkRun,
} from '@seetrain/core'
import { BlobReader } from '../files/blob-reader.ts'
import type { RecordLog } from '../files/record-log-sink.ts'
import { runPlace } from '../files/run-place.ts'
import { EventFile } from './event-file.ts'
import { scanEvents } from './event-scan.ts'
import { mediaValues } from './media-values.ts'
import { encodeRunFacts, type Layout, type RunFacts } from './run-facts.ts'
import { encodeEvent, scalarTensor, type SummaryValue } from './summary-value.ts'
import { TagPasses } from './tag-passes.ts'
import { factsText, jsonText, textValue } from './text-value.ts'

export interface EventLogOptions {
  dir?: string
  scalars?: 'tensor' | 'simple'
  layout?: Layout
  fileSystem: FileSystem
}

const WORDS = ['name', 'description', 'notes', 'group', 'jobType', 'tags'] as const

/** The event files of one writer of a run: one per pass (see `TagPasses`), and one of facts about the run. */
export class EventLog implements RecordLog {
  readonly #options: EventLogOptions
  readonly #place: string
  readonly #fileName: string
  readonly #blobs: BlobReader
  readonly #passes = new TagPasses()
  readonly #files = new Map<number, EventFile>()
  readonly #descriptions = new Map<string, string>()
  readonly #facts: RunFacts
  readonly #open: OpenRecord
  readonly #createdAt: number
  readonly #words: PlainObject
  #factsChanged = true
  #epochPlace = ''

  constructor(options: EventLogOptions, run: SinkRun, state: PlainObject) {
    const { open, blobs, logger } = run
    const place = runPlace('tensorboard', options.dir, run)
    this.#options = options
    // another process of the run is a run of its own in TensorBoard: their steps would hide one another
    this.#place = open.writer.id === 'main' ? place : join(place, encodeURIComponent(open.writer.id))
    this.#fileName = `events.out.tfevents.${String(Math.floor(open.createdAt / 1000)).padStart(10, '0')}.seetrain`
    this.#blobs = new BlobReader('tensorboard', blobs, logger)
    this.#open = open
    this.#createdAt = open.createdAt
    this.#words = { ...(state['words'] as PlainObject | undefined) }
    this.#facts = { startedAt: open.createdAt, config: {}, ...structuredClone(state['facts'] as object | undefined) }
    if (options.layout) this.#facts.layout = options.layout
    for (const [pass, bytes] of ((state['bytes'] ?? []) as number[]).entries()) this.#reopen(pass, bytes)
  }

  add(record: RunRecord): void {
    if (this.#learn(record)) return
    for (const value of this.#valuesOf(record)) this.#put(record.time, this.#stepOf(record, value.tag), value)
    if (record.kind === 'metric') this.#putEpoch(record)
  }

  /** Writes what was added and returns what `constructor` needs to go on from here. */
  write(): PlainObject {
    for (const file of this.#files.values()) file.write()
    const { config, end } = this.#facts
    if (this.#factsChanged) {
      const path = join(this.#place, `${this.#fileName}.facts`)
      this.#options.fileSystem.makeFolder(this.#place)
      this.#options.fileSystem.writeFileAtomic(path, encodeRunFacts(this.#facts))
      this.#factsChanged = false
    }
    const bytes = Array.from({ length: this.#files.size }, (_, pass) => this.#fileOf(pass).bytes)
    return { bytes, words: { ...this.#words }, facts: structuredClone({ config, ...(end && { end }) }) }
  }

  async flush(): Promise<void> {
    await Promise.all([...this.#files.values()].map(file => file.datasync()))
  }

  close(): void {
    for (const file of this.#files.values()) file.close()
  }

  /** Records without a step stand at the second of the run; words behind one another. */
  #stepOf(record: RunRecord, tag: string): number {
    if (record.kind === 'metric' || record.kind === 'media') return record.step
    const second = Math.max(0, Math.floor((record.time - this.#createdAt) / 1000))
    return record.kind === 'system' ? second : this.#passes.stepBehind(tag, second)
  }

  #put(time: number, step: number, value: SummaryValue): void {
    const tag = this.#passes.nameFor(value.tag, value.plugin)
    const pass = this.#passes.passFor(tag, value.plugin, step)
    const description = value.description ?? this.#descriptions.get(value.tag)
    const whole = { ...value, tag, ...(description !== undefined && { description }) }
    this.#fileOf(pass).add(encodeEvent(time, step, whole))
  }

  /** Once for all the points of a step. */
  #putEpoch({ time, step, epoch }: MetricRecord): void {
    const place = `${step} ${epoch}`
    if (epoch === undefined || place === this.#epochPlace) return
    this.#epochPlace = place
    this.#put(time, step, this.#scalar('epoch', epoch))
  }

  #scalar(tag: string, value: number): SummaryValue {
    const form = this.#options.scalars === 'simple' ? { simple: value } : { tensor: scalarTensor(value) }
    return { tag, plugin: 'scalars', ...form }
  }

  /** Takes in what describes the run and its metrics. */
  #learn(record: RunRecord): boolean {
    if (record.kind === 'definition') this.#descriptions.set(record.key, describeMetric(record))
    else if (record.kind === 'config') applyConfig(this.#facts.config, record.set, record.unset)
    else if (record.kind === 'end') this.#facts.end = { state: record.state, time: record.time }
    else return false
    this.#factsChanged ||= record.kind !== 'definition'
    return true
  }

  #valuesOf(record: RunRecord): SummaryValue[] {
    switch (record.kind) {
      case 'metric':
        return [this.#scalar(record.key, record.value)]
      case 'media':
        return mediaValues(record, this.#blobs)
      case 'system':
        return Object.entries(record.values).map(([key, value]) => this.#scalar(`system/${key}`, value))
      case 'open':
      case 'edit':
        return this.#runText(record)
      case 'artifact':
        return [this.#artifactText(record)]
      case 'alert':
        return [alertText(record)]
      case 'environment':
        return [textValue('environment', [jsonText(record.sections)])]
      default:
        return []
    }
  }

  /** All of the words each time: TensorBoard shows the last text. */
  #runText(record: OpenRecord | EditRecord): SummaryValue[] {
    const before = JSON.stringify(this.#words)
    for (const word of WORDS) if (record[word] !== undefined) this.#words[word] = record[word]
    if (record.kind === 'edit' && before === JSON.stringify(this.#words)) return []
    const { runId: id, project, writer } = this.#open
    const words = Object.entries(this.#words).map(([word, value]) => [word, plainToJson(value)])
    return [factsText('run', { id, project, writer: writer.id, ...Object.fromEntries(words) })]
  }

  #artifactText({ name, version, type, digest, size, aliases, manifest, ...record }: ArtifactRecord): SummaryValue {
    const bytes = this.#blobs.bytes(manifest)
    const entries = bytes ? decodeManifest(`${name}:${version}`, bytes) : []
    const { description = null, metadata = null, step = null } = record
    const files = entries.map(entry => ({
      path: entry.path,
      size: entry.size,
      ...(entry.blob ? { sha256: entry.blob.sha256 } : { reference: entry.reference ?? '' }),
    }))
    const facts = { version, type, digest, size, aliases, description, metadata, step, files }
    return textValue(`artifacts/${name}`, [jsonText(facts)])
  }

  #fileOf(pass: number): EventFile {
    let file = this.#files.get(pass)
    if (file === undefined) {
      // passes are opened in order, so that their lengths are a list
      if (pass > 0) this.#fileOf(pass - 1)
      this.#files.set(pass, (file = new EventFile(this.#pathOf(pass), 0, this.#options.fileSystem)))
    }
    return file
  }

  #reopen(pass: number, bytes: number): void {
    const { fileSystem } = this.#options
    const path = this.#pathOf(pass)
    this.#files.set(pass, new EventFile(path, bytes, fileSystem))
    for (const { tag, plugin, step } of scanEvents(path, bytes, fileSystem)) this.#passes.learn(tag, plugin, pass, step)
  }

  #pathOf(pass: number): string {
    return join(this.#place, ...(pass === 0 ? [] : [`pass-${pass + 1}`]), this.#fileName)
  }
}

function alertText({ title, level, text = '', step }: AlertRecord): SummaryValue {
  const at = step === undefined ? '' : ` (step ${step})`
  return textValue('alerts', [`**${level}: ${title}**${at}\n\n${text}`.trim()])
}

function describeMetric({ metricKind, goal, summary, stepKey, metadata }: DefinitionRecord): string {
  const words = [
    metricKind,
    goal,
    summary && `summary: ${summary}`,
    stepKey && `over ${stepKey}`,
    metadata && jsonText(metadata),
  ]
  return words.filter(Boolean).join(', ')
}
