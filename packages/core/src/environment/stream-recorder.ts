import type { Clock, Timer } from '../contracts/ports.ts'
import type { ConsoleRecord } from '../contracts/record.ts'
import { FloodLimit, type FloodLimits } from './flood-limit.ts'
import { TerminalLines, type TerminalLimits, type TerminalLine } from './terminal-lines.ts'

export type ConsolePart = Omit<ConsoleRecord, 'kind'>

export interface StreamRecorderOptions extends TerminalLimits, FloodLimits {
  stream: ConsoleRecord['stream']
  emit: (part: ConsolePart) => void
  clock: Clock
  /** Applied to every text before it is emitted. */
  mask: (text: string) => string
  /** A line that is rewritten or not ended yet is emitted at most once in this time. Default 200. */
  rewriteMs?: number
}

const SLICE = 65_536

/** Turns what one stream prints into console records: ended lines at once, changing ones a few times per second. */
export class StreamRecorder {
  readonly #options: StreamRecorderOptions
  readonly #lines: TerminalLines
  readonly #flood: FloodLimit
  #timer: Timer | undefined

  constructor(options: StreamRecorderOptions) {
    this.#options = options
    this.#lines = new TerminalLines(options)
    this.#flood = new FloodLimit(options)
  }

  write(chunk: Uint8Array | string): void {
    if (chunk.length <= SLICE) this.#writeSlice(chunk)
    else for (const slice of slices(chunk)) this.#writeSlice(slice)
    this.#schedule()
  }

  /** Emits everything that is pending, the unfinished line included. */
  flush(): void {
    this.#timer?.cancel()
    this.#timer = undefined
    this.#noteFlood(true)
    this.#record(this.#lines.takeChanged())
    this.#noteFlood(true)
  }

  #writeSlice(slice: Uint8Array | string): void {
    this.#lines.write(slice)
    const ended = this.#lines.takeFinished()
    if (ended.length > 0) this.#record(ended)
  }

  #tick(): void {
    this.#timer = undefined
    this.#record(this.#lines.takeChanged())
    this.#schedule()
  }

  #schedule(): void {
    if (this.#timer !== undefined || !(this.#flood.closed || this.#lines.changed)) return
    this.#timer = this.#options.clock.setTimer(() => this.#tick(), this.#options.rewriteMs ?? 200)
  }

  /** Consecutive lines share a record. */
  #record(lines: readonly TerminalLine[]): void {
    this.#noteFlood(false)
    const now = this.#options.clock.now()
    let first = 0
    let texts: string[] = []
    for (const { line, text, rewritten } of lines) {
      // a rewritten line replaces one that was counted, and its last state must not be lost
      if (!rewritten && !this.#flood.admit(line, now)) continue
      if (texts.length > 0 && line !== first + texts.length) {
        this.#emit(first, texts, now)
        texts = []
      }
      if (texts.length === 0) first = line
      texts.push(text)
    }
    if (texts.length > 0) this.#emit(first, texts, now)
  }

  #noteFlood(force: boolean): void {
    const now = this.#options.clock.now()
    const held = this.#flood.reopen(now, force)
    if (held === undefined) return
    const lines = held.count === 1 ? '1 line' : `${held.count} lines`
    this.#emit(held.line, [`… ${lines} not recorded: more than ${this.#flood.linesPerSecond} per second`], now)
  }

  #emit(line: number, texts: readonly string[], time: number): void {
    const text = this.#options.mask(texts.join('\n'))
    this.#options.emit({ time, stream: this.#options.stream, line, text })
  }
}

/** A huge print is taken in slices, so that its lines are not all held at once. */
function* slices(chunk: Uint8Array | string): Generator<Uint8Array> {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
  for (let at = 0; at < bytes.length; at += SLICE) yield bytes.subarray(at, at + SLICE)
}
