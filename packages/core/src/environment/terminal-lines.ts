/* oxlint-disable no-control-regex -- control characters are the subject of this file */
import { TerminalRow } from './terminal-row.ts'
import { TerminalStyle } from './terminal-style.ts'

export interface TerminalLine {
  /** Number of the line, counted from 0. */
  line: number
  text: string
  /** True when the line was taken before, with another text. */
  rewritten: boolean
}

export interface TerminalLimits {
  /** Characters of a line that are kept. Default 4096. */
  maxLineLength?: number
  /** Lines above the last one that a program can still move up to and change. Default 100. */
  maxLiveLines?: number
}

const CONTROL = /[\x00-\x1f\x7f-\x9f]/g
const FINAL = /[^\x20-\x3f]/g
const STRING_END = /[\x07\n\x18\x1a\x1b]/g
const NUMBERS = /^[\d;:]*$/
const LONGEST_PARAMETERS = 100
const FARTHEST = 100_000

/**
 * What a terminal would show, as numbered lines: bytes in, lines out. Carriage returns, backspaces, erasing and moving the
 * cursor are carried out, colours are kept, every other control sequence is left out. It has no width and never scrolls
 * back: a line is as long as it was written, and the last `maxLiveLines` can change.
 */
export class TerminalLines {
  readonly #maxLineLength: number
  readonly #maxLiveLines: number
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #style = new TerminalStyle()
  #midCharacter = false
  #state: 'ground' | 'escape' | 'sequence' | 'string' = 'ground'
  #parameters = ''
  #rows: TerminalRow[]
  #row = 0
  #column = 0
  #nextUntaken = 0
  #changedRows = 0
  #leaving: TerminalLine[] = []

  constructor(limits: TerminalLimits = {}) {
    this.#maxLineLength = limits.maxLineLength ?? 4096
    this.#maxLiveLines = limits.maxLiveLines ?? 100
    this.#rows = [new TerminalRow(0, this.#maxLineLength)]
  }

  write(chunk: Uint8Array | string): void {
    if (typeof chunk !== 'string') {
      this.#midCharacter = true
      return this.#read(this.#decoder.decode(chunk, { stream: true }))
    }
    if (this.#midCharacter) this.#read(this.#decoder.decode())
    this.#midCharacter = false
    this.#read(chunk)
  }

  /** Lines that ended and were not taken yet, and changed ones that can change no more. */
  takeFinished(): TerminalLine[] {
    const lines = this.#leaving
    this.#leaving = []
    const last = this.#rows.at(-1)?.number ?? 0
    const first = this.#rows[0]?.number ?? 0
    for (let number = Math.max(this.#nextUntaken, first); number < last; number++)
      this.#take(this.#rows[number - first], lines)
    this.#nextUntaken = last
    return lines
  }

  /** Every line whose text is not what was last taken, the unfinished one included. */
  takeChanged(): TerminalLine[] {
    const lines = this.takeFinished()
    for (const row of this.#rows) if (row.changed) this.#take(row, lines)
    return lines
  }

  /** Whether `takeChanged` could return something. */
  get changed(): boolean {
    return this.#leaving.length > 0 || this.#changedRows > 0
  }

  #take(row: TerminalRow | undefined, into: TerminalLine[]): void {
    if (row === undefined || (row.taken !== undefined && !row.changed)) return
    if (row.changed) this.#changedRows--
    row.changed = false
    const text = row.text()
    const unwritten = row.taken === undefined && text === '' && row === this.#rows.at(-1)
    if (text === row.taken || unwritten) return
    into.push({ line: row.number, text, rewritten: row.taken !== undefined })
    row.taken = text
  }

  #read(text: string): void {
    let at = 0
    while (at < text.length) {
      if (this.#state === 'ground') at = this.#readText(text, at)
      else if (this.#state === 'escape') at = this.#readEscape(text, at)
      else if (this.#state === 'sequence') at = this.#readSequence(text, at)
      else at = this.#readString(text, at)
    }
  }

  #readText(text: string, at: number): number {
    CONTROL.lastIndex = at
    const end = CONTROL.exec(text)?.index ?? text.length
    if (end > at) this.#column = this.#edit(this.#row).write(this.#column, text.slice(at, end), this.#style.sequence)
    if (end < text.length) this.#control(text[end] ?? '')
    return end + 1
  }

  #control(character: string): void {
    if (character === '\n') this.#newLine()
    else if (character === '\r') this.#column = 0
    else if (character === '\b') this.#column = Math.max(0, this.#column - 1)
    else if (character === '\t') this.#column = this.#edit(this.#row).write(this.#column, '\t', this.#style.sequence)
    else if (character === '\x1b') this.#state = 'escape'
  }

  #readEscape(text: string, at: number): number {
    const character = text[at] ?? ''
    if (character >= ' ' && character <= '/') return at + 1
    this.#parameters = ''
    this.#state = character === '[' ? 'sequence' : ']PX^_'.includes(character) ? 'string' : 'ground'
    // a control character breaks the sequence off and acts by itself
    return character < ' ' ? at : at + 1
  }

  #readSequence(text: string, at: number): number {
    FINAL.lastIndex = at
    const end = FINAL.exec(text)?.index ?? text.length
    if (this.#parameters.length < LONGEST_PARAMETERS)
      this.#parameters += text.slice(at, Math.min(end, at + LONGEST_PARAMETERS))
    if (end === text.length) return end
    this.#state = 'ground'
    const final = text[end] ?? ''
    if (final < ' ' || final > '~') return end
    if (NUMBERS.test(this.#parameters) && this.#parameters.length < LONGEST_PARAMETERS)
      this.#carryOut(final, this.#parameters)
    return end + 1
  }

  // a line feed ends an unfinished string too, or one stray sequence would swallow the rest of the output
  #readString(text: string, at: number): number {
    STRING_END.lastIndex = at
    const end = STRING_END.exec(text)?.index
    if (end === undefined) return text.length
    this.#state = text[end] === '\x1b' ? 'escape' : 'ground'
    return text[end] === '\n' ? end : end + 1
  }

  #carryOut(final: string, parameters: string): void {
    const number = Math.min(Number.parseInt(parameters, 10) || 0, FARTHEST)
    const count = Math.max(1, number)
    if (final === 'm') this.#style.apply(parameters)
    else if (final === 'K') this.#eraseInLine(number)
    else if (final === 'J' && number === 0) this.#eraseBelow()
    else if (final === 'A' || final === 'F') this.#row = Math.max(0, this.#row - count)
    else if (final === 'B' || final === 'E') this.#row = Math.min(this.#rows.length - 1, this.#row + count)
    else if (final === 'C') this.#column = Math.min(this.#column + count, FARTHEST)
    else if (final === 'D') this.#column = Math.max(0, this.#column - count)
    else if (final === 'G') this.#column = count - 1
    if (final === 'E' || final === 'F') this.#column = 0
  }

  #eraseInLine(which: number): void {
    const row = this.#edit(this.#row)
    if (which === 0) row.eraseFrom(this.#column)
    else if (which === 1) row.eraseTo(this.#column)
    else if (which === 2) row.eraseFrom(0)
  }

  #eraseBelow(): void {
    this.#edit(this.#row).eraseFrom(this.#column)
    for (let below = this.#row + 1; below < this.#rows.length; below++) this.#edit(below).eraseFrom(0)
  }

  #newLine(): void {
    this.#column = 0
    this.#row++
    if (this.#row < this.#rows.length) return
    this.#rows.push(new TerminalRow((this.#rows.at(-1)?.number ?? 0) + 1, this.#maxLineLength))
    if (this.#rows.length <= this.#maxLiveLines) return
    this.#take(this.#rows.shift(), this.#leaving)
    this.#row--
  }

  /** A row that is about to change. */
  #edit(index: number): TerminalRow {
    const row = this.#rows[index]
    if (row === undefined) throw new RangeError(`no line ${index} of ${this.#rows.length}`)
    if (!row.changed) this.#changedRows++
    row.changed = true
    return row
  }
}
