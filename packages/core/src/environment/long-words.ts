const IN_WORD = Uint8Array.from({ length: 128 }, (_, code) => Number(/[\w.-]/.test(String.fromCharCode(code))))

/**
 * The text with each run of at least `shortest` letters, digits, dots, dashes and underscores replaced by what `change`
 * makes of it. Most of a text is never looked at: where no run can end, none can lie before it.
 */
export function mapLongWords(text: string, shortest: number, change: (word: string) => string): string {
  let changed = ''
  let done = 0
  let first = 0
  while (first + shortest <= text.length) {
    const gap = lastGap(text, first, first + shortest - 1)
    if (gap >= first) {
      first = gap + 1
      continue
    }
    const end = endOfWord(text, first + shortest)
    const word = text.slice(first, end)
    const replaced = change(word)
    if (replaced !== word) {
      changed += text.slice(done, first) + replaced
      done = end
    }
    first = end
  }
  return done === 0 ? text : changed + text.slice(done)
}

/** The last place of a stretch that is in no word, or one before the stretch. */
function lastGap(text: string, first: number, last: number): number {
  let at = last
  while (at >= first && IN_WORD[text.charCodeAt(at)] === 1) at--
  return at
}

function endOfWord(text: string, from: number): number {
  let end = from
  while (end < text.length && IN_WORD[text.charCodeAt(end)] === 1) end++
  return end
}
