import { cut } from './metric-rows.ts'

/** The part of a terminal's stream that a line of progress needs. */
export interface TerminalStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

const CLEAR_TO_END = '\u001B[K'

/** One line that is rewritten in place. Writes nothing where there is no terminal, so that logs stay readable. */
export class ProgressLine {
  readonly #stream: TerminalStream
  #shown = ''

  constructor(stream: TerminalStream = process.stderr) {
    this.#stream = stream
  }

  show(text: string): void {
    if (this.#stream.isTTY !== true) return
    // one column stays free: some terminals wrap when the last one is filled
    const line = cut(text.replace(/\p{Cc}+/gu, ' '), (this.#stream.columns ?? 80) - 1)
    if (line === this.#shown) return
    this.#shown = line
    this.#stream.write(`\r${line}${CLEAR_TO_END}`)
  }

  /** Takes the line away; what is printed next starts in its place. */
  clear(): void {
    if (this.#shown === '') return
    this.#shown = ''
    this.#stream.write(`\r${CLEAR_TO_END}`)
  }
}
