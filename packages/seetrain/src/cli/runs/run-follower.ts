import {
  JournalReader,
  listWriters,
  livingWriter,
  RunState,
  writerFolder,
  type AlertRecord,
  type FileSystem,
  type RunRecord,
  type RunSummary,
} from '@seetrain/core'
import { CommandError } from '../command-error.ts'
import { Course } from './course.ts'

const MOST_ALERTS = 3

interface Place {
  reader: JournalReader
  offset: number
}

/** A run that may go on: each `read` takes in what its journals got since the last one. */
export class RunFollower {
  readonly run = new RunState()
  readonly courses = new Map<string, Course>()
  readonly alerts: AlertRecord[] = []
  points = 0
  /** Step of the point that was read last. */
  step: number | undefined
  /** Time of the newest record. */
  newest = 0
  /** Records that the journals can not give back. */
  lost = 0
  state: RunSummary['state'] = 'running'
  readonly #runDir: string
  readonly #fileSystem: FileSystem
  readonly #places = new Map<string, Place>()

  constructor(runDir: string, fileSystem: FileSystem) {
    this.#runDir = runDir
    this.#fileSystem = fileSystem
  }

  /** Calls `onPiece` between pieces, since the first reading of a long run takes a while. */
  read(onPiece: () => void = () => {}): void {
    const writers = listWriters(this.#runDir, this.#fileSystem)
    if (writers.length === 0) throw new CommandError('failure', `run: ${this.#runDir} was removed.`)
    // asked before reading: what a writer says last is then in what is read
    const isWritten = writers.some(writer => this.#isWritten(writer))
    for (const writer of writers) this.#readOn(writer, onPiece)
    this.state = this.run.state === 'running' && !isWritten ? 'killed' : this.run.state
  }

  close(): void {
    for (const { reader } of this.#places.values()) reader.close()
    this.#places.clear()
  }

  #isWritten(writer: string): boolean {
    return livingWriter(writerFolder(this.#runDir, writer), this.#fileSystem) !== undefined
  }

  #readOn(writer: string, onPiece: () => void): void {
    const place = this.#place(writer)
    for (;;) {
      const stretch = place.reader.visit(place.offset, {
        point: (key, step, value, time) => this.#point(key, step, value, time),
        record: record => this.#record(record, writer),
      })
      place.offset = stretch.nextOffset
      this.lost += stretch.lost
      if (stretch.atEnd) return
      onPiece()
    }
  }

  #place(writer: string): Place {
    let place = this.#places.get(writer)
    if (place === undefined) {
      place = { reader: new JournalReader(writerFolder(this.#runDir, writer), this.#fileSystem), offset: 0 }
      this.#places.set(writer, place)
    }
    return place
  }

  #point(key: string, step: number, value: number, time: number): void {
    let course = this.courses.get(key)
    if (course === undefined) this.courses.set(key, (course = new Course()))
    course.add(value)
    this.points++
    this.step = step
    this.newest = Math.max(this.newest, time)
  }

  #record(record: RunRecord, writer: string): void {
    if (record.kind === 'metric') return this.#point(record.key, record.step, record.value, record.time)
    this.newest = Math.max(this.newest, record.time)
    this.run.apply(record, writer)
    if (record.kind !== 'alert') return
    this.alerts.push(record)
    if (this.alerts.length > MOST_ALERTS) this.alerts.shift()
  }
}
