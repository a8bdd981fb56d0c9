import type { Clause, Named } from './parse-filter.ts'

export type Found = number | string | undefined
/** What a thing has under a name; of a run's datasets each has its own. */
export type LookUp = (named: Named) => Found | readonly Found[]

/** Whether a thing meets every clause. What it lacks meets none but `IS NULL`. */
export function matchesAll(clauses: readonly Clause[], lookUp: LookUp): boolean {
  return clauses.every(clause => {
    const found = lookUp(clause)
    if (typeof found !== 'object') return matches(found, clause)
    return found.length === 0 ? matches(undefined, clause) : found.some(one => matches(one, clause))
  })
}

function matches(found: Found, { comparator, value }: Clause): boolean {
  if (comparator === 'IS NULL') return found === undefined
  if (found === undefined) return false
  if (comparator === 'IS NOT NULL') return true
  if (typeof value === 'object') return value.includes(String(found)) === (comparator === 'IN')
  if (typeof value === 'number') return compareNumbers(Number(found), comparator, value)
  return compareTexts(String(found), comparator, value ?? '')
}

function compareNumbers(found: number, comparator: string, value: number): boolean {
  switch (comparator) {
    case '>':
      return found > value
    case '>=':
      return found >= value
    case '<':
      return found < value
    case '<=':
      return found <= value
    case '=':
      return found === value
    default:
      return found !== value
  }
}

function compareTexts(found: string, comparator: string, value: string): boolean {
  switch (comparator) {
    case '=':
      return found === value
    case '!=':
      return found !== value
    case 'LIKE':
      return isLike(found, value)
    case 'ILIKE':
      return isLike(found.toLowerCase(), value.toLowerCase())
    default:
      return safePattern(value).test(found)
  }
}

/** `%` stands for any text and `_` for any sign. Steps back to the last `%` alone, so that no pattern takes long. */
function isLike(text: string, pattern: string): boolean {
  let at = 0
  let next = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    if (pattern[next] === '%') {
      star = next++
      resume = at
    } else if (next < pattern.length && (pattern[next] === '_' || pattern[next] === text[at])) {
      at++
      next++
    } else if (star === -1) return false
    else {
      next = star + 1
      at = ++resume
    }
  }
  while (pattern[next] === '%') next++
  return next === pattern.length
}

/** `RLIKE` takes a pattern from outside; one that could be tried for ever is taken as a text. */
function safePattern(value: string): RegExp {
  const isPlain = value.length <= 200 && !/[*+}]\)?[*+{]|\([^)]*[*+|][^)]*\)[*+{]|\\[1-9]|\(\?/.test(value)
  try {
    if (isPlain) return new RegExp(value, 's')
  } catch {
    // no pattern at all
  }
  return new RegExp(value.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
}
