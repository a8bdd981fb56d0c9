import { FilterSyntaxError } from '../../errors/filter-syntax-error.ts'

/** A piece of a filter. `at` is the place of its first character, from 0. */
export type Token =
  | { kind: 'word'; at: number; pieces: WordPiece[] }
  | { kind: 'text'; at: number; text: string }
  | { kind: 'sign'; at: number; sign: string }
  | { kind: 'end'; at: number }

/** `metrics."val loss".max` is a word of three pieces. */
export interface WordPiece {
  text: string
  quoted: boolean
}

const SPACE = /\s+/y
const SIGN = /<=|>=|!=|==|[<>=~(),]/y
const BARE = /[^\s"'()=!<>~,]+/y

/** Cuts a filter into its pieces; the last one is the end. */
export function tokenize(source: string, field: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < source.length) {
    const space = match(SPACE, source, at)
    at += space.length
    if (at === source.length) break
    const sign = match(SIGN, source, at)
    if (sign !== '') {
      tokens.push({ kind: 'sign', at, sign: sign === '==' ? '=' : sign })
      at += sign.length
      continue
    }
    const word = readWord(source, at, field)
    tokens.push(word.token)
    at = word.end
  }
  tokens.push({ kind: 'end', at: source.length })
  return tokens
}

function readWord(source: string, start: number, field: string): { token: Token; end: number } {
  const pieces: WordPiece[] = []
  let at = start
  for (;;) {
    const bare = match(BARE, source, at)
    if (bare !== '') {
      pieces.push({ text: bare, quoted: false })
      at += bare.length
    } else if (source[at] === '"' || source[at] === "'") {
      const quoted = readQuoted(source, at, field)
      pieces.push({ text: quoted.text, quoted: true })
      at = quoted.end
    } else break
  }
  const [first] = pieces
  if (first === undefined) throw new FilterSyntaxError(field, at, `unexpected ${JSON.stringify(source[at])}`)
  if (first.quoted && pieces.length === 1) return { token: { kind: 'text', at: start, text: first.text }, end: at }
  return { token: { kind: 'word', at: start, pieces }, end: at }
}

function readQuoted(source: string, start: number, field: string): { text: string; end: number } {
  const quote = source[start]
  let text = ''
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === quote) return { text, end: at + 1 }
    // a backslash takes the next character as it is
    if (source[at] === '\\' && at + 1 < source.length) at++
    text += source[at]
  }
  throw new FilterSyntaxError(field, start, 'a quotation that does not end')
}

function match(pattern: RegExp, source: string, at: number): string {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0] ?? ''
}
