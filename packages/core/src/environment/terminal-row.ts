const SURROGATE = /[\ud800-\udfff]/

/** One line of a terminal: characters in columns (one code point each) with the colours they were written in. */
export class TerminalRow {
  readonly number: number
  readonly #limit: number
  // most lines are only ever appended to, in default colours: then this is all there is
  #plain = ''
  #characters: string[] | undefined
  #styles: string[] | undefined
  #cut = false

  /** Something changed since the text was last taken. Kept by the owner of the rows. */
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
    if (this.#characters === undefined && column === this.#plain.length && style === '' && !SURROGATE.test(text)) {
      this.#appendPlain(text)
      return column + text.length
    }
    let at = column
    const { characters, styles } = this.#cells()
    for (const character of text) {
      if (at < this.#limit) {
        while (characters.length < at) styles[characters.push(' ') - 1] = ''
        characters[at] = character
        styles[at] = style
      } else this.#cut = true
      at++
    }
    return at
  }

  eraseFrom(column: number): void {
    if (column < this.#limit) this.#cut = false
    this.#plain = this.#plain.slice(0, column)
    if (this.#characters !== undefined) this.#characters.length = Math.min(this.#characters.length, column)
  }

  eraseTo(column: number): void {
    if (column + 1 >= this.length && !this.#cut) return this.eraseFrom(0)
    const { characters, styles } = this.#cells()
    const end = Math.min(column + 1, characters.length)
    characters.fill(' ', 0, end)
    styles.fill('', 0, end)
  }

  /** The line with its colours, each switched off again at the end. */
  text(): string {
    const mark = this.#cut ? ` … [cut after ${this.#limit} characters]` : ''
    if (this.#characters === undefined) return this.#plain + mark
    let text = ''
    let style = ''
    for (let at = 0; at < this.#characters.length; at++) {
      const next = this.#styles?.[at] ?? ''
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
    this.#characters ??= this.#plain.split('')
    this.#styles ??= this.#characters.map(() => '')
    return { characters: this.#characters, styles: this.#styles }
  }
}
