import { asObject, asText, type Loose } from '../../otlp/loose.ts'
import { parseExact } from '../wire/exact-json.ts'
import { pythonJson } from '../wire/python-json.ts'
import { SPAN_ATTRIBUTE, SPAN_CONTENT } from './grammar.ts'
import type { Found } from './match-clauses.ts'

const TYPE = 'mlflow.spanType'

/** What a span has under a name of the grammar: a text, as clients before and since 3.0 write spans. */
export function spanText(span: Loose, key: string): Found {
  if (key === SPAN_CONTENT) return pythonJson(span)
  if (key === 'name') return asText(span['name'])
  if (key === 'status')
    return (asText(asObject(span['status'])['code']) ?? asText(span['status_code']))?.replace('STATUS_CODE_', '')
  return attributeText(span, key === 'type' ? TYPE : key.slice(SPAN_ATTRIBUTE.length))
}

// each is JSON in a text
function attributeText(span: Loose, name: string): Found {
  const attributes = asObject(span['attributes'])
  return Object.hasOwn(attributes, name) ? plainText(decoded(attributes[name])) : undefined
}

/** A text as it is, anything else as JSON. */
export function plainText(value: unknown): Found {
  if (value === undefined || value === null) return undefined
  return typeof value === 'string' ? value : pythonJson(value)
}

/** A value that came as JSON in a text; a text that is none stays one. */
export function decoded(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*["[{\d-]|^\s*(?:true|false|null)\s*$/.test(value)) return value
  try {
    return parseExact(value)
  } catch {
    return value
  }
}
