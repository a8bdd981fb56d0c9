/** Where the value behind a name begins. */
export interface ValuePlace {
  name: string
  /** Where the name begins, with its dashes. */
  start: number
  value: number
  /** `=` or `:`; a space behind a flag. */
  sign: string
  /** A quotation mark closes the name. */
  quoted: boolean
}

const LONGEST_NAME = 81
const SIGN = /[=:]/g
const NAME = /^-{0,2}([A-Za-z_][\w.-]*)$/
const COLOUR_BEFORE = /(?:\x1b\[[\d;]*m)+$/
const LONGEST_COLOURS = 64
const SPACE_AND_COLOUR = /\s*(?:\x1b\[[\d;]*m)*/y
const FLAG = /--?([A-Za-z][\w-]{0,80})\s+(?!-)/y

/**
 * The values of `NAME=value`, `name: value`, `"name": "value"`, `?name=value` whose name is asked for. Looked for from the
 * sign backwards: signs are rare in most texts, names are every word.
 */
export function* namedValues(text: string, isWanted: (name: string) => boolean): Generator<ValuePlace> {
  for (let sign = nextSign(text, 0); sign >= 0; sign = nextSign(text, sign + 1)) {
    const end = endBefore(text, sign)
    const mark = text[end - 1]
    const quoted = mark === '"' || mark === "'"
    const start = startOfName(text, quoted ? end - 1 : end)
    const name = NAME.exec(text.slice(start, quoted ? end - 1 : end))?.[1]
    if (name === undefined || name.length > LONGEST_NAME || !isWanted(name)) continue
    SPACE_AND_COLOUR.lastIndex = sign + 1
    SPACE_AND_COLOUR.test(text)
    yield { name, start, value: SPACE_AND_COLOUR.lastIndex, sign: text[sign]!, quoted }
  }
}

/** The values of `--name value` in a command line that is one text. */
export function* flaggedValues(text: string, isWanted: (name: string) => boolean): Generator<ValuePlace> {
  for (let start = text.indexOf('-'); start >= 0; start = text.indexOf('-', start + 1)) {
    if (isDashOrWord(text.charCodeAt(start - 1))) continue
    FLAG.lastIndex = start
    const name = FLAG.exec(text)?.[1]
    if (name !== undefined && isWanted(name)) yield { name, start, value: FLAG.lastIndex, sign: ' ', quoted: false }
  }
}

function nextSign(text: string, from: number): number {
  SIGN.lastIndex = from
  return SIGN.test(text) ? SIGN.lastIndex - 1 : -1
}

/** Where what stands before a sign ends, without the spaces and colours between. */
function endBefore(text: string, sign: number): number {
  let end = sign
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
  // what a terminal shows coloured: the code of the colour ends in m
  if (text[end - 1] !== 'm') return end
  const colours = COLOUR_BEFORE.exec(text.slice(Math.max(0, end - LONGEST_COLOURS), end))
  return colours ? end - colours[0].length : end
}

function startOfName(text: string, end: number): number {
  const first = Math.max(0, end - LONGEST_NAME - 3)
  let start = end
  while (start > first && isPartOfName(text.charCodeAt(start - 1))) start--
  return start
}

const DOT = 46
const DASH = 45

function isPartOfName(code: number): boolean {
  return code === DOT || isDashOrWord(code)
}

function isDashOrWord(code: number): boolean {
  const letter = code | 32
  return (letter >= 97 && letter <= 122) || (code >= 48 && code <= 57) || code === DASH || code === 95
}

function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(String.fromCharCode(code)))
}
