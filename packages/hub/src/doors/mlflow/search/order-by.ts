import { invalidParameter } from '../wire/mlflow-error.ts'
import type { Entity, Grammar } from './grammar.ts'
import type { Found, LookUp } from './match-clauses.ts'
import { readIdentifier, type Named } from './parse-filter.ts'

export interface Ordering extends Named {
  ascending: boolean
}

const WRITTEN =
  /^\s*((?:`[^`]+`|"[^"]+"|'[^']+'|[^\s`"'.]+)(?:\.(?:`[^`]+`|"[^"]+"|'[^']+'|[^\s`"']+))?)(?:\s+(\S+))?\s*$/

/** By what an answer is ordered; the same field twice is an error, as it is for MLflow. */
export function parseOrderBy(list: readonly string[] | undefined, grammar: Grammar): Ordering[] {
  const orderings: Ordering[] = []
  for (const text of list ?? []) {
    const ordering = readOrdering(text, grammar)
    if (orderings.some(({ entity, key }) => entity === ordering.entity && key === ordering.key))
      throw invalidParameter(`\`order_by\` contains duplicate fields: ${JSON.stringify(list)}`)
    orderings.push(ordering)
  }
  return orderings
}

function readOrdering(text: string, grammar: Grammar): Ordering {
  const [, identifier, direction = 'asc'] = WRITTEN.exec(text.slice(0, 1000)) ?? []
  if (identifier === undefined)
    throw invalidParameter(`Invalid order_by clause '${text.slice(0, 300)}'. Could not be parsed.`)
  if (!/^(?:asc|desc)$/i.test(direction))
    throw invalidParameter(`Invalid ordering key in order_by clause '${text.slice(0, 300)}'.`)
  const named = readIdentifier(identifier, grammar, grammar.orderable)
  if (!grammar.orderableEntities.includes(named.entity)) throw invalidEntity(named.entity)
  return { ...named, ascending: direction.toLowerCase() === 'asc' }
}

function invalidEntity(entity: Entity): Error {
  return invalidParameter(`Invalid order_by entity: ${entity}`)
}

/** Sorts in place: values first, then NaN, then what is absent, in both directions; ties by the later orderings. */
export function sortBy<Row>(rows: Row[], orderings: readonly Ordering[], lookUp: (row: Row) => LookUp): Row[] {
  if (orderings.length === 0) return rows
  const keyed = rows.map(row => ({ row, keys: orderings.map(ordering => single(lookUp(row)(ordering))) }))
  keyed.sort((a, b) => {
    for (const [index, { ascending }] of orderings.entries()) {
      const order = compareFound(a.keys[index], b.keys[index], ascending)
      if (order !== 0) return order
    }
    return 0
  })
  for (const [index, { row }] of keyed.entries()) rows[index] = row
  return rows
}

function single(found: Found | readonly Found[]): Found {
  return typeof found === 'object' ? found[0] : found
}

function compareFound(a: Found, b: Found, ascending: boolean): number {
  const ranks = rank(a) - rank(b)
  if (ranks !== 0 || rank(a) > 0 || a === b) return ranks
  return (a! < b! ? -1 : 1) * (ascending ? 1 : -1)
}

function rank(found: Found): number {
  if (found === undefined) return 2
  return Number.isNaN(found) ? 1 : 0
}
