import { FilterSyntaxError } from '../../errors/filter-syntax-error.ts'
import type { Comparison, RunField, RunFilter, RunSort } from '../../store/run-query.ts'
import { readDuration, readMoment, readNumber, readValue } from './filter-value.ts'
import { parseFilter, type FilterNode, type FilterValue } from './parse-filter.ts'
import { readRunField, textOf } from './run-field.ts'
import { tokenize, type Token } from './tokens.ts'

const STATES: readonly string[] = ['running', 'finished', 'failed', 'killed']

/** Reads a filter over runs. `now` is what relative times count from. */
export function readRunFilter(source: string, now: number): RunFilter {
  return compile(parseFilter(source), now)
}

/** Reads `-createdAt,metrics.val/acc.max`: fields in the order of their weight, a minus for the greatest first. */
export function readRunSort(source: string): RunSort[] {
  const sorts: RunSort[] = []
  const tokens = tokenize(source, 'sort')
  for (let at = 0; at < tokens.length; at += 2) {
    sorts.push(readSort(tokens[at]!))
    const next = tokens[at + 1]!
    if (next.kind === 'end') return sorts
    if (next.kind !== 'sign' || next.sign !== ',') throw new FilterSyntaxError('sort', next.at, 'expected ","')
  }
  return sorts
}

function readSort(token: Token): RunSort {
  if (token.kind !== 'word') throw new FilterSyntaxError('sort', token.at, 'expected a field')
  const [first, ...rest] = token.pieces
  const descending = !first!.quoted && first!.text.startsWith('-')
  const pieces = descending ? [{ ...first!, text: first!.text.slice(1) }, ...rest] : token.pieces
  const field = readRunField({ at: token.at, pieces }, 'sort')
  if (field.of === 'tag') throw new FilterSyntaxError('sort', token.at, 'a run has many tags; sort by another field')
  return descending ? { field, descending } : { field }
}

function compile(node: FilterNode, now: number): RunFilter {
  if ('all' in node) return { all: node.all.map(member => compile(member, now)) }
  if ('any' in node) return { any: node.any.map(member => compile(member, now)) }
  if ('not' in node) return { not: compile(node.not, now) }
  return compileCondition(node, now)
}

function compileCondition(node: Extract<FilterNode, { field: unknown }>, now: number): RunFilter {
  const field = readRunField(node.field, 'filter')
  if (node.is === 'exists') return { field, is: 'present' }
  if (node.is === 'has') return compileHas(node, field)
  if (node.is === 'in') return { any: node.values.map(value => condition(field, '=', value, now)) }
  return condition(field, node.is, node.values[0]!, now)
}

function compileHas(node: Extract<FilterNode, { field: unknown }>, field: RunField): RunFilter {
  const { text } = node.values[0]!
  if (field.of === 'tag') return { field, is: '=', value: text }
  // a list in the config is compared as its JSON text
  if (field.of === 'config') return { field, is: 'contains', value: JSON.stringify(text) }
  throw new FilterSyntaxError('filter', node.field.at, `"has" is for tags and lists; ${textOf(node.field)} is none`)
}

function condition(field: RunField, is: Comparison, value: FilterValue, now: number): RunFilter {
  if (is === 'contains') return { field, is, value: value.text }
  return { field, is, value: valueFor(field, is, value, now) }
}

function valueFor(field: RunField, is: Comparison, value: FilterValue, now: number): number | string | boolean {
  if (field.of === 'config') return readValue(value)
  if (field.of === 'metric') return readNumber(value, 'filter')
  if (field.of === 'tag') return value.text
  switch (field.name) {
    case 'createdAt':
    case 'endedAt':
    case 'updatedAt':
      return readMoment(value, now, 'filter')
    case 'duration':
      return readDuration(value, 'filter')
    case 'state':
      return readState(value, is)
    default:
      return value.text
  }
}

function readState(value: FilterValue, is: Comparison): string {
  if ((is === '=' || is === '!=') && STATES.includes(value.text)) return value.text
  throw new FilterSyntaxError('filter', value.at, `state is = or != one of ${STATES.join(', ')}`)
}
