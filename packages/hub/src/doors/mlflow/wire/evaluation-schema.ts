import { asObject, type Loose } from '../../otlp/loose.ts'
import { exactNumber, parseExact } from './exact-json.ts'
import { pythonJson } from './python-json.ts'

const PARTS = ['inputs', 'outputs', 'expectations'] as const

/** The kinds of what records hold, with those of further records: what is known of a member stays. */
export function widenedSchema(known: string, records: readonly Loose[]): string {
  if (records.length === 0) return known
  const before = known === '' ? {} : asObject(parseExact(known))
  const schema: { [part: string]: unknown } = Object.fromEntries(PARTS.map(part => [part, before[part] ?? {}]))
  for (const record of records) for (const part of PARTS) schema[part] = widened(schema[part], record[part])
  return pythonJson({ ...schema, version: '1.0' })
}

function widened(known: unknown, value: unknown): unknown {
  if (value === undefined || value === null) return known
  // outputs may be a text or a list
  if (kindOf(value) !== 'object')
    return typeof known === 'object' && Object.keys(known!).length > 0 ? known : kindOf(value)
  if (typeof known !== 'object') return known
  const kinds = Object.entries(asObject(value)).map(([name, member]) => [name, kindOf(member)])
  return { ...Object.fromEntries(kinds), ...known }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  const number = typeof value === 'number' ? String(value) : exactNumber(value)
  if (number !== undefined) return /^-?\d+$/.test(number) ? 'integer' : 'float'
  return typeof value
}
