import type { ReadStream, WriteStream } from 'node:tty'

const ENTER = '\u001B[?1049h\u001B[?25l'
const LEAVE = '\u001B[?25h\u001B[?1049l'
const HOME = '\u001B[H'
const CLEAR_LINE = '\u001B[K'
const CLEAR_BELOW = '\u001B[J'
const QUIT_KEYS = ['q', 'Q', '\u0003', '\u0004']

/** A terminal's second screen for a page that is drawn again and again; what stood there before comes back at the end. */
export class LiveScreen {
  readonly #output: WriteStream
  readonly #input: ReadStream
  readonly #stop: () => void
  #isOpen = true

  /** `onQuit` is called when a key asks for the end, `onResize` when the room has changed. */
  constructor(
    { input, output }: { input: ReadStream; output: WriteStream },
    { onQuit, onResize }: { onQuit: () => void; onResize: () => void },
  ) {
    this.#output = output
    this.#input = input
    const onKey = (keys: Buffer): void => {
      if ([...keys.toString()].some(key => QUIT_KEYS.includes(key))) onQuit()
    }
    const close = (): void => this.close()
    output.write(ENTER)
    output.on('resize', onResize)
    process.once('exit', close)
    if (input.isTTY) input.setRawMode(true).resume().on('data', onKey)
    this.#stop = () => {
      output.off('resize', onResize)
      process.off('exit', close)
      input.off('data', onKey)
    }
  }

  get width(): number {
    return this.#output.columns || 80
  }

  get height(): number {
    return this.#output.rows || 24
  }

  draw(lines: readonly string[]): void {
    const shown = lines.slice(0, this.height)
    this.#output.write(`${HOME}${shown.map(line => line + CLEAR_LINE).join('\r\n')}${CLEAR_BELOW}`)
  }

  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#stop()
    if (this.#input.isTTY) this.#input.setRawMode(false).pause()
    this.#output.write(LEAVE)
  }
}
