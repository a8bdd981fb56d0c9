import { join } from 'node:path'
import type { FileSystem } from '../contracts/ports.ts'
import type { RunRecord } from '../contracts/record.ts'
import { JournalReader, type JournalChunk } from './reader.ts'
import { listSegments } from './segments.ts'

export const MAIN_WRITER = 'main'

/** The folder of a writer's journal: the run's own for the main writer, one below it for the others. */
export function writerFolder(runDir: string, writer: string): string {
  return writer === MAIN_WRITER ? runDir : join(runDir, 'writers', writer)
}

/** The writers that have a journal in this run, the main one first. */
export function listWriters(runDir: string, fileSystem: FileSystem): string[] {
  const others = fileSystem.list(join(runDir, 'writers'))
  return [MAIN_WRITER, ...others].filter(writer => listSegments(writerFolder(runDir, writer), fileSystem).length > 0)
}

export interface WriterRecord {
  writer: string
  record: RunRecord
}

/**
 * All records of a run, of all its writers, merged by time. Records of one writer keep their order, whatever their
 * times; between writers the earlier one comes first, and the main writer's on a tie.
 */
export function* readRun(
  runDir: string,
  fileSystem: FileSystem,
  onLost?: (writer: string, lost: number) => void,
): Generator<WriterRecord> {
  const streams = listWriters(runDir, fileSystem).map(writer => new WriterStream(runDir, writer, fileSystem, onLost))
  try {
    for (;;) {
      let next: WriterStream | undefined
      for (const stream of streams) {
        const time = stream.peek()?.time
        if (time !== undefined && (next === undefined || time < next.peek()!.time)) next = stream
      }
      if (next === undefined) return
      yield { writer: next.writer, record: next.take() }
    }
  } finally {
    for (const stream of streams) stream.close()
  }
}

class WriterStream {
  readonly writer: string
  readonly #reader: JournalReader
  readonly #chunks: Generator<JournalChunk>
  readonly #onLost: ((writer: string, lost: number) => void) | undefined
  #records: RunRecord[] = []
  #at = 0

  constructor(runDir: string, writer: string, fileSystem: FileSystem, onLost?: (writer: string, lost: number) => void) {
    this.writer = writer
    this.#reader = new JournalReader(writerFolder(runDir, writer), fileSystem)
    this.#chunks = this.#reader.chunks()
    this.#onLost = onLost
  }

  peek(): RunRecord | undefined {
    while (this.#at === this.#records.length) {
      const chunk = this.#chunks.next()
      if (chunk.done) return undefined
      if (chunk.value.lost > 0) this.#onLost?.(this.writer, chunk.value.lost)
      this.#records = chunk.value.records
      this.#at = 0
    }
    return this.#records[this.#at]
  }

  take(): RunRecord {
    return this.#records[this.#at++]!
  }

  close(): void {
    this.#reader.close()
  }
}
