import type { ConsoleRecord, PlainObject } from '@seetrain/core'

type Stream = ConsoleRecord['stream']

/** Where a stream stands: the number of its last line, and what that holds so far. */
type Place = [line: number, text: string]

/**
 * Makes numbered lines of pieces of output. A piece that goes on with a line writes that line anew, so that each piece is a
 * record by itself.
 */
export class ConsoleLines {
  readonly #places: { [stream in Stream]: Place }

  constructor(state: PlainObject = {}) {
    this.#places = { stdout: placeOf(state['stdout']), stderr: placeOf(state['stderr']) }
  }

  get state(): PlainObject {
    return { stdout: [...this.#places.stdout], stderr: [...this.#places.stderr] }
  }

  add(stream: Stream, piece: string, time: number): ConsoleRecord[] {
    const [line, begun] = this.#places[stream]
    const lines = (begun + piece).replaceAll('\r\n', '\n').split('\n').map(rewritten)
    const last = lines.at(-1)!
    this.#places[stream] = [line + lines.length - 1, last]
    if (last === '') lines.pop()
    const text = lines.map(withoutReturn).join('\n')
    // the end of a line that was told already says nothing new
    const isKnown = lines.length === 0 || (begun !== '' && text === withoutReturn(begun))
    return isKnown ? [] : [{ kind: 'console', time, stream, line, text }]
  }
}

/** As a terminal shows it: what follows a carriage return stands over what was before. */
function rewritten(line: string): string {
  return line.slice(line.lastIndexOf('\r', line.length - 2) + 1)
}

/** At the end of a line, the return of a cursor whose next text has not come. */
function withoutReturn(line: string): string {
  return line.endsWith('\r') ? line.slice(0, -1) : line
}

function placeOf(state: unknown): Place {
  return Array.isArray(state) ? [Number(state[0]), String(state[1])] : [0, '']
}
