/** What a code switches off. */
const CLOSES: { [code: number]: readonly string[] } = {
  22: ['1', '2'],
  23: ['3'],
  24: ['4', '21'],
  25: ['5', '6'],
  27: ['7'],
  28: ['8'],
  29: ['9'],
  39: ['38'],
  49: ['48'],
  54: ['51', '52'],
  55: ['53'],
  59: ['58'],
}
const LAST_CODE = 107
const LONGEST_CODE = 40

/** The present colours of a terminal. Bounded however long a program never resets them. */
export class TerminalStyle {
  #codes = new Map<string, string>()

  /** The sequence that switches this style on; empty for the default style. */
  sequence = ''

  /** Takes the parameters of one `ESC [ … m`. */
  apply(parameters: string): void {
    const codes = parameters.split(';')
    for (let i = 0; i < codes.length; i++) i += this.#applyOne(codes, i)
    this.sequence = this.#codes.size === 0 ? '' : `\x1b[${[...this.#codes.values()].join(';')}m`
  }

  /** Returns how many of the following codes belong to this one. */
  #applyOne(codes: readonly string[], at: number): number {
    const code = codes[at] ?? ''
    const number = code === '' ? 0 : Number.parseInt(code, 10)
    if (number === 0) {
      this.#codes.clear()
      return 0
    }
    for (const slot of CLOSES[number] ?? []) this.#codes.delete(slot)
    if (CLOSES[number] || !(number <= LAST_CODE) || code.length > LONGEST_CODE) return 0
    const more = number === 38 || number === 48 || number === 58 ? colourLength(codes, at) : 0
    if (more >= 0) this.#codes.set(slotOf(number), codes.slice(at, at + 1 + more).join(';'))
    return Math.max(0, more)
  }
}

/** Codes behind 38, 48 or 58: `5;n` or `2;r;g;b`. None in the colon form, −1 when it is broken. */
function colourLength(codes: readonly string[], at: number): number {
  if (codes[at]?.includes(':')) return 0
  const length = codes[at + 1] === '5' ? 2 : codes[at + 1] === '2' ? 4 : -1
  return at + length < codes.length ? length : -1
}

function slotOf(code: number): string {
  if ((code >= 30 && code <= 38) || (code >= 90 && code <= 97)) return '38'
  if ((code >= 40 && code <= 48) || (code >= 100 && code <= 107)) return '48'
  return String(code)
}
