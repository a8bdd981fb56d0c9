const SURROGATE = /[\ud800-\udfff]/

/** One line of a terminal: characters in columns (one code point each) with the colours they were written in. */
export class TerminalRow {
  readonly number: number
  readonly #limit: number
  // most lines are only ever appended to, in default colours: then this is all there is
  #plain = ''
  #characters: string[] | undefined
  #styles: string[] = []
  #cut = false

  /** Something changed since the text was last taken. */
  changed = false
  /** What the last reader got; `undefined` before the first. */
  taken: string | undefined

  constructor(number: number, limit: number) {
    this.number = number
    this.#limit = limit
  }

  get length(): number {
    return this.#characters?.length ?? this.#plain.length
  }

  /** Writes text from a column on and returns the column behind it. */
  write(column: number, text: string, style: string): number {
    this.changed = true
    if (this.#characters === undefined && column === this.#plain.length && style === '' && !SURROGATE.test(text)) {
      this.#appendPlain(text)
      return column + text.length
    }
    let at = column
    const { characters, styles } = this.#cells()
    for (const character of text) {
      if (at < this.#limit) {
        while (characters.length < at) this.#blank(characters.length)
        characters[at] = character
        styles[at] = style
      } else this.#cut = true
      at++
    }
    return at
  }

  eraseFrom(column: number): void {
    if (column < this.#limit) this.#cut = false
    this.changed = true
    if (this.#characters === undefined) this.#plain = this.#plain.slice(0, column)
    else {
      this.#characters.length = Math.min(this.#characters.length, column)
      this.#styles.length = this.#characters.length
    }
  }

  eraseTo(column: number): void {
    if (column + 1 >= this.length && !this.#cut) return this.eraseFrom(0)
    this.changed = true
    this.#cells()
    for (let at = 0; at <= column && at < this.length; at++) this.#blank(at)
  }

  /** The line with its colours, each switched off again at the end. */
  text(): string {
    const mark = this.#cut ? ` … [cut after ${this.#limit} characters]` : ''
    if (this.#characters === undefined) return this.#plain + mark
    let text = ''
    let style = ''
    for (let at = 0; at < this.#characters.length; at++) {
      const next = this.#styles[at] ?? ''
      if (next !== style) {
        text += style === '' ? next : `\x1b[0m${next}`
        style = next
      }
      text += this.#characters[at]
    }
    return text + (style === '' ? '' : '\x1b[0m') + mark
  }

  #appendPlain(text: string): void {
    const room = this.#limit - this.#plain.length
    if (text.length > room) this.#cut = true
    if (room > 0) this.#plain += text.length > room ? text.slice(0, room) : text
  }

  #cells(): { characters: string[]; styles: string[] } {
    if (this.#characters === undefined) {
      this.#characters = this.#plain.split('')
      this.#styles = this.#characters.map(() => '')
      this.#plain = ''
    }
    return { characters: this.#characters, styles: this.#styles }
  }

  #blank(at: number): void {
    if (this.#characters === undefined) return
    this.#characters[at] = ' '
    this.#styles[at] = ''
  }
}
