import { FilterSyntaxError } from '../../errors/filter-syntax-error.ts'
import type { MetricValue, RunField, RunFieldName } from '../../store/run-query.ts'
import type { FieldName } from './parse-filter.ts'
import type { WordPiece } from './tokens.ts'

const RUN_FIELDS: readonly string[] = [
  'id',
  'project',
  'name',
  'state',
  'group',
  'jobType',
  'description',
  'notes',
  'createdAt',
  'endedAt',
  'updatedAt',
  'duration',
] satisfies RunFieldName[]

const METRIC_VALUES: readonly string[] = [
  'summary',
  'last',
  'min',
  'max',
  'mean',
  'count',
  'lastStep',
] satisfies MetricValue[]

const KNOWN = `config.<name>, metrics.<key>, tags, frameworks, ${RUN_FIELDS.join(', ')}`

/** The field of a run that a name stands for. `frameworks` is the list in the config. */
export function readRunField(name: FieldName, parameter: string): RunField {
  const dotted = splitHead(name.pieces)
  if (dotted === undefined) return readPlainField(name, parameter)
  const path = dotted.rest.map(piece => piece.text).join('')
  if (path === '') throw new FilterSyntaxError(parameter, name.at, `expected a name behind "${dotted.head}."`)
  if (dotted.head === 'config') return { of: 'config', path }
  if (dotted.head === 'metrics') return readMetric(dotted.rest)
  throw new FilterSyntaxError(parameter, name.at, `unknown field ${JSON.stringify(textOf(name))}; known are ${KNOWN}`)
}

/** A field as it is written; a name that would be read in another way is quoted. */
export function writeRunField(field: RunField): string {
  if (field.of === 'run') return field.name
  if (field.of === 'tag') return 'tags'
  if (field.of === 'config') return `config.${quoteName(field.path)}`
  return `metrics.${quoteName(field.key)}.${field.value}`
}

export function textOf(name: FieldName): string {
  return name.pieces.map(piece => piece.text).join('')
}

function readPlainField(name: FieldName, parameter: string): RunField {
  const text = textOf(name)
  if (text === 'tags') return { of: 'tag' }
  if (text === 'frameworks') return { of: 'config', path: 'frameworks' }
  if (RUN_FIELDS.includes(text)) return { of: 'run', name: text as RunFieldName }
  throw new FilterSyntaxError(parameter, name.at, `unknown field ${JSON.stringify(text)}; known are ${KNOWN}`)
}

// a last part that names a value of metrics is one, unless it is quoted: metrics."a.max" is the key a.max
function readMetric(pieces: readonly WordPiece[]): RunField {
  const key = pieces.map(piece => piece.text).join('')
  const last = pieces.at(-1)!
  const dot = last.quoted ? -1 : last.text.lastIndexOf('.')
  const value = last.text.slice(dot + 1)
  const shorter = key.slice(0, key.length - value.length - 1)
  if (dot === -1 || shorter === '' || !METRIC_VALUES.includes(value)) return { of: 'metric', key, value: 'summary' }
  return { of: 'metric', key: shorter, value: value as MetricValue }
}

function splitHead(pieces: readonly WordPiece[]): { head: string; rest: WordPiece[] } | undefined {
  const [first, ...others] = pieces
  if (first === undefined || first.quoted) return undefined
  const dot = first.text.indexOf('.')
  if (dot === -1) return undefined
  const behind = first.text.slice(dot + 1)
  return {
    head: first.text.slice(0, dot),
    rest: [...(behind === '' ? [] : [{ text: behind, quoted: false }]), ...others],
  }
}

function quoteName(name: string): string {
  return `"${name.replace(/["\\]/g, sign => `\\${sign}`)}"`
}
