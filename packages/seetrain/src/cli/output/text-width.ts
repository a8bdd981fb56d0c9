const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97F\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u
const EMPTY = /[\p{Mn}\p{Me}\p{Cf}]/u

/** Columns that a text takes on a terminal: wide characters two, combining ones none. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += characterWidth(character)
  return width
}

function characterWidth(character: string): number {
  if (character < '\u0300') return 1
  if (EMPTY.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}

/** The text as it fits into `width` columns; its end is `…` when something is missing. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text
  let fitting = ''
  let used = 1
  for (const character of text) {
    used += characterWidth(character)
    if (used > width) break
    fitting += character
  }
  return width < 1 ? '' : `${fitting}…`
}

/** Fills up with spaces, at the end or, for `right`, at the start. */
export function padText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - textWidth(text)))
  return align === 'left' ? text + space : space + text
}

/** Text of somebody else's on one line of ours: no control character may steer the terminal. */
export function plainText(text: string): string {
  return text
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\t/g, ' ')
    .replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '?')
}
