import { invalidParameter } from '../wire/mlflow-error.ts'

/** `metrics.acc > 0.9` as it is written. */
export interface WrittenClause {
  /** With its quotes. */
  identifier: string
  comparator: string
  /** Undefined behind `IS NULL` and `IS NOT NULL`. */
  value: WrittenValue | undefined
}

export interface WrittenValue {
  kind: 'number' | 'text' | 'list' | 'word'
  /** As it is written, quotes included. */
  text: string
}

const QUOTED_NAME = '`[^`]+`|"[^"]+"'
const IDENTIFIER = new RegExp(`(?:${QUOTED_NAME}|[A-Za-z_]\\w*)(?:\\.(?:${QUOTED_NAME}|[\\w-]+))*`, 'y')
const COMPARATOR =
  />=|<=|!=|<>|==|=|>|<|NOT\s+IN\b|IN\b|NOT\s+I?LIKE\b|I?LIKE\b|RLIKE\b|IS\s+NOT\s+NULL\b|IS\s+NULL\b/iy
const VALUES: readonly [WrittenValue['kind'], RegExp][] = [
  ['number', /[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?(?![\w.])/iy],
  ['text', /'(?:''|\\'|[^'])*'|"[^"]*"/y],
  ['list', /\((?:'(?:''|[^'])*'|"[^"]*"|[^()'"])*\)/y],
  ['word', /[^\s()'"]+/y],
]
const AND = /AND\b/iy
const LONGEST_FILTER = 100_000

/** A filter is clauses that are joined by AND; there is nothing else. */
export function readClauses(filter: string): WrittenClause[] {
  if (filter.length > LONGEST_FILTER)
    throw invalidParameter(`Invalid filter: it is longer than ${LONGEST_FILTER} characters.`)
  if (/;\s*\S/.test(withoutQuoted(filter)))
    throw invalidParameter(`Search filter contained multiple expression '${filter}'. Provide AND-ed expression list.`)
  const scan = new Scanner(filter)
  const clauses: WrittenClause[] = []
  while (!scan.atEnd) {
    clauses.push(readClause(scan))
    if (!scan.atEnd && scan.take(AND) === undefined) throw invalidClause(scan.rest)
  }
  return clauses
}

function readClause(scan: Scanner): WrittenClause {
  const clause = scan.rest
  const identifier = scan.take(IDENTIFIER)
  const comparator = scan.take(COMPARATOR)?.toUpperCase().replace(/\s+/g, ' ')
  if (identifier === undefined || comparator === undefined) throw invalidClause(clause)
  if (comparator.startsWith('IS ')) return { identifier, comparator, value: undefined }
  for (const [kind, pattern] of VALUES) {
    const text = scan.take(pattern)
    if (text !== undefined) return { identifier, comparator, value: { kind, text } }
  }
  throw invalidClause(clause)
}

function invalidClause(text: string): Error {
  return invalidParameter(`Invalid clause(s) in filter string: '${text.slice(0, 300)}'`)
}

function withoutQuoted(filter: string): string {
  return filter.replace(/'[^']*'|"[^"]*"|`[^`]*`/g, '')
}

class Scanner {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    // one at the end is not another expression
    this.#text = text.trim().replace(/;$/, '').trimEnd()
  }

  get atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  get rest(): string {
    return this.#text.slice(this.#at)
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0]
    if (found === undefined) return undefined
    this.#at += found.length
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++
    return found
  }
}
