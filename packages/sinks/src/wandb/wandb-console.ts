import type { ConsoleRecord } from '@seetrain/core'

/**
 * Lines for W&B's console, which is a terminal: a line that was printed anew, such as a progress bar, is reached by moving
 * the cursor up.
 */
export class WandbConsole {
  readonly #next: { [stream: string]: number }

  constructor(next: { [stream: string]: number } = {}) {
    this.#next = { ...next }
  }

  /** The number of the next line of each stream. */
  get state(): { [stream: string]: number } {
    return { ...this.#next }
  }

  textOf({ stream, line, text }: ConsoleRecord): string {
    const next = this.#next[stream] ?? 0
    const count = text.split('\n').length
    this.#next[stream] = Math.max(next, line + count)
    if (line >= next) return `${text}\n`
    const up = next - line
    const down = up - count
    return `\u001B[${up}A\r\u001B[2K${text}\n${down > 0 ? `\u001B[${down}B\r` : ''}`
  }
}
