import { invalidParameter } from '../wire/mlflow-error.ts'
import { own } from '../wire/key-values.ts'
import { readClauses, type WrittenClause, type WrittenValue } from './filter-tokens.ts'
import {
  ASSESSMENT_COMPARATORS,
  CONTENT_COMPARATORS,
  DATASET_COMPARATORS,
  DATASET_KEYS,
  NULL_COMPARATORS,
  NUMBER_COMPARATORS,
  SPAN_ATTRIBUTE,
  SPAN_COMPARATORS,
  SPAN_CONTENT,
  SPAN_KEYS,
  type Entity,
  type Grammar,
} from './grammar.ts'

export interface Named {
  entity: Entity
  key: string
}

export interface Clause extends Named {
  comparator: string
  value: number | string | readonly string[] | undefined
}

/** The clauses of a filter; throws what MLflow says of one that is wrong. */
export function parseFilter(filter: string | undefined, grammar: Grammar): Clause[] {
  if (filter === undefined || filter.trim() === '') return []
  return readClauses(filter).map(written => readClause(written, grammar))
}

function readClause({ identifier, comparator, value }: WrittenClause, grammar: Grammar): Clause {
  const named = readIdentifier(identifier, grammar, Object.keys(grammar.attributes))
  const allowed = comparatorsOf(named, grammar)
  if (!allowed.includes(comparator))
    throw invalidParameter(
      NULL_COMPARATORS.includes(comparator)
        ? `IS NULL / IS NOT NULL is only supported for tags and params, not for '${named.entity}' '${named.key}'`
        : `Invalid comparator '${comparator}' not one of '${pythonSet(allowed)}'`,
    )
  return { ...named, comparator, value: value && readValue(named, comparator, value, grammar) }
}

/** What a name stands for: `metrics.acc`, `tags."a b"`, or an attribute alone. */
export function readIdentifier(identifier: string, grammar: Grammar, attributes: readonly string[]): Named {
  const dot = /^(`[^`]*`|"[^"]*"|[^.`"]*)\.(.+)$/s.exec(identifier)
  const word = dot === null ? 'attribute' : unquoted(dot[1]!)
  const entity = dot === null ? 'attribute' : own(grammar.entities, word)
  if (entity === undefined)
    throw invalidParameter(`Invalid entity type '${word}'. Valid values are ${grammar.shownEntities}`)
  const written = unquoted(dot?.[2] ?? identifier)
  if (entity === 'dataset' && !DATASET_KEYS.includes(written))
    throw invalidParameter(`Invalid dataset key '${written}' specified. Valid keys are '${pythonSet(DATASET_KEYS)}'`)
  if (entity === 'span') return { entity, key: spanKey(written) }
  if (entity !== 'attribute') return { entity, key: written }
  const redirect = own(grammar.redirects, written)
  if (redirect !== undefined) return redirect
  const key = own(grammar.aliases, written) ?? written
  if (!attributes.includes(key))
    throw invalidParameter(`Invalid attribute key '${written}' specified. Valid keys are '${pythonSet(attributes)}'`)
  return { entity, key }
}

function spanKey(written: string): string {
  if (SPAN_KEYS.includes(written) || written === SPAN_CONTENT) return written
  const attribute = written.startsWith(SPAN_ATTRIBUTE) ? unquoted(written.slice(SPAN_ATTRIBUTE.length)) : ''
  if (attribute !== '') return SPAN_ATTRIBUTE + attribute
  throw invalidParameter(
    `Invalid span attribute '${written}'. Supported attributes: ${SPAN_KEYS.join(', ')}, attributes.<attribute_name>.`,
  )
}

function comparatorsOf({ entity, key }: Named, grammar: Grammar): readonly string[] {
  switch (entity) {
    case 'metric':
      return NUMBER_COMPARATORS
    case 'dataset':
      return DATASET_COMPARATORS
    case 'span':
      return key === SPAN_CONTENT ? CONTENT_COMPARATORS : SPAN_COMPARATORS
    case 'feedback':
    case 'expectation':
      return ASSESSMENT_COMPARATORS
    case 'attribute':
      return grammar.attributes[key] === 'number' ? NUMBER_COMPARATORS : grammar.textComparators
    default:
      return grammar.tagComparators
  }
}

function readValue(named: Named, comparator: string, value: WrittenValue, grammar: Grammar): Clause['value'] {
  const { entity, key } = named
  if (entity === 'metric' || (entity === 'attribute' && grammar.attributes[key] === 'number')) {
    if (value.kind === 'number') return Number(value.text)
    const what = entity === 'metric' ? 'metric' : `numeric attribute: ${key}`
    throw invalidParameter(`Expected numeric value type for ${what}. Found ${value.text}`)
  }
  const isAssessment = entity === 'feedback' || entity === 'expectation'
  if (isAssessment && value.kind === 'number') return Number(value.text)
  if (comparator.endsWith('IN')) return readList(named, value, grammar)
  if (value.kind === 'text') return value.text.slice(1, -1)
  if (value.kind === 'word')
    throw invalidParameter(
      `Parameter value is either not quoted or unidentified quote types used for string value ${value.text}. Use either single or double quotes.`,
    )
  throw invalidParameter(
    entity === 'attribute'
      ? `Expected a quoted string value for attributes. Got value ${value.text}`
      : entity === 'dataset'
        ? `Expected a quoted string value for dataset attributes. Got value ${value.text}`
        : `Expected a quoted string value for ${entity} (e.g. 'my-value'). Got value ${value.text}`,
  )
}

function readList({ entity, key }: Named, { kind, text }: WrittenValue, { lists, redirects }: Grammar): string[] {
  if (kind !== 'list') throw invalidParameter(`Expected a quoted string value for attributes. Got value ${text}`)
  const isAmong = (name: string): boolean => name === key || own(redirects, name)?.key === key
  if (entity === 'attribute' && !lists.some(isAmong))
    throw invalidParameter(
      `Only the '${lists.join("', '")}' attributes support comparison with a list of quoted string values.`,
    )
  return listItems(text)
}

const LIST = /^\(\s*(?:(?:'[^']*'|"[^"]*")\s*,?\s*)+\)$/

function listItems(text: string): string[] {
  if (/^\(\s*,?\s*\)$/.test(text))
    throw invalidParameter(
      'While parsing a list in the query, expected a non-empty list of string values, but got ill-formed list.',
    )
  if (!LIST.test(text))
    throw invalidParameter(
      `While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type in list: ${text}`,
    )
  return [...text.matchAll(/'([^']*)'|"([^"]*)"/g)].map(([, single, double]) => single ?? double ?? '')
}

export function unquoted(text: string): string {
  return /^(['"`]).*\1$/s.test(text) && text.length >= 2 ? text.slice(1, -1) : text
}

function pythonSet(words: readonly string[]): string {
  return `{${words.map(word => `'${word}'`).join(', ')}}`
}
