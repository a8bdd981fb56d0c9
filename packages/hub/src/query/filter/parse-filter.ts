import { FilterSyntaxError } from '../../errors/filter-syntax-error.ts'
import { tokenize, type Token, type WordPiece } from './tokens.ts'

/** What a filter says, without knowing what its fields are. */
export type FilterNode =
  | { all: FilterNode[] }
  | { any: FilterNode[] }
  | { not: FilterNode }
  | { field: FieldName; is: ConditionSign; values: FilterValue[] }

export type ConditionSign = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'contains' | 'has' | 'in' | 'exists'

/** The left side of a condition as it was written: `metrics."val loss".max`. */
export interface FieldName {
  at: number
  pieces: readonly WordPiece[]
}

export interface FilterValue {
  at: number
  text: string
  /** A quoted value is a text, whatever it looks like. */
  quoted: boolean
}

const LONGEST = 4096
const DEEPEST = 50
const SIGNS = new Set(['=', '!=', '<', '<=', '>', '>='])

/**
 * `config.lr < 0.01 and (metrics.val/acc.max > 0.9 or tags has "best") and not state = failed`. `not` binds strongest,
 * then `and`, then `or`. Throws `FilterSyntaxError` with the place.
 */
export function parseFilter(source: string, field = 'filter'): FilterNode {
  if (source.length > LONGEST) {
    throw new FilterSyntaxError(field, LONGEST, `more than ${LONGEST} characters; shorten it`)
  }
  return new Parser(tokenize(source, field), field).parse()
}

class Parser {
  readonly #tokens: readonly Token[]
  readonly #field: string
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[], field: string) {
    this.#tokens = tokens
    this.#field = field
  }

  parse(): FilterNode {
    if (this.#peek().kind === 'end') return { all: [] }
    const node = this.#any()
    const rest = this.#peek()
    if (rest.kind !== 'end') this.#fail(rest, 'expected "and", "or" or the end')
    return node
  }

  #any(): FilterNode {
    const members = [this.#all()]
    while (this.#takeWord('or')) members.push(this.#all())
    return members.length === 1 ? members[0]! : { any: members }
  }

  #all(): FilterNode {
    const members = [this.#one()]
    while (this.#takeWord('and')) members.push(this.#one())
    return members.length === 1 ? members[0]! : { all: members }
  }

  #one(): FilterNode {
    const first = this.#peek()
    if (++this.#depth > DEEPEST) this.#fail(first, `nested more than ${DEEPEST} deep`)
    try {
      if (this.#takeWord('not')) return { not: this.#one() }
      if (!this.#takeSign('(')) return this.#condition()
      const node = this.#any()
      if (!this.#takeSign(')')) this.#fail(this.#peek(), 'expected ")"')
      return node
    } finally {
      this.#depth--
    }
  }

  #condition(): FilterNode {
    const token = this.#take()
    const field = this.#fieldName(token)
    const sign = this.#take()
    if (sign.kind === 'sign' && SIGNS.has(sign.sign)) {
      return { field, is: sign.sign as ConditionSign, values: [this.#value()] }
    }
    if (sign.kind === 'sign' && sign.sign === '~') return { field, is: 'contains', values: [this.#value()] }
    const word = wordOf(sign)
    if (word === 'exists') return { field, is: 'exists', values: [] }
    if (word === 'has' || word === 'contains') return { field, is: word, values: [this.#value()] }
    if (word === 'in') return { field, is: 'in', values: this.#list() }
    return this.#fail(sign, 'expected =, !=, <, <=, >, >=, ~, contains, has, in or exists')
  }

  #fieldName(token: Token): FieldName {
    if (token.kind === 'text') return { at: token.at, pieces: [{ text: token.text, quoted: true }] }
    if (token.kind === 'word' && !isReserved(token)) return { at: token.at, pieces: token.pieces }
    return this.#fail(token, 'expected a field, such as config.lr or state')
  }

  #list(): FilterValue[] {
    if (!this.#takeSign('(')) this.#fail(this.#peek(), 'expected "(" and a list of values')
    const values = [this.#value()]
    while (this.#takeSign(',')) values.push(this.#value())
    if (!this.#takeSign(')')) this.#fail(this.#peek(), 'expected "," or ")"')
    return values
  }

  #value(): FilterValue {
    const token = this.#take()
    if (token.kind === 'text') return { at: token.at, text: token.text, quoted: true }
    if (token.kind === 'word' && !isReserved(token)) {
      return { at: token.at, text: token.pieces.map(piece => piece.text).join(''), quoted: false }
    }
    return this.#fail(token, 'expected a value')
  }

  #peek(): Token {
    return this.#tokens[this.#next]!
  }

  #take(): Token {
    const token = this.#peek()
    if (token.kind !== 'end') this.#next++
    return token
  }

  #takeWord(word: string): boolean {
    const found = wordOf(this.#peek()) === word
    if (found) this.#next++
    return found
  }

  #takeSign(sign: string): boolean {
    const token = this.#peek()
    const found = token.kind === 'sign' && token.sign === sign
    if (found) this.#next++
    return found
  }

  #fail(token: Token, problem: string): never {
    throw new FilterSyntaxError(this.#field, token.at, problem)
  }
}

function wordOf(token: Token): string | undefined {
  if (token.kind !== 'word' || token.pieces.length !== 1) return undefined
  return token.pieces[0]!.text.toLowerCase()
}

function isReserved(token: Token): boolean {
  return ['and', 'or', 'not'].includes(wordOf(token) ?? '')
}
