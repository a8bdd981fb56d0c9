import type { PlainObject } from '@seetrain/core'
import { asObject, asText, type Loose } from '../../otlp/loose.ts'
import { pythonJson } from './python-json.ts'

/** Members that an update may name; the source and the span stay. */
const CHANGEABLE = ['assessment_name', 'feedback', 'expectation', 'rationale', 'metadata', 'valid']

/** An assessment as clients read it: what is expected and no number, text or boolean comes as JSON in a text. */
export function normalized(given: Loose): PlainObject {
  const { value } = asObject(given['expectation'])
  if (typeof value !== 'object' || value === null) return given as PlainObject
  const serialized_value = { serialization_format: 'JSON_FORMAT', value: pythonJson(value) }
  return { ...(given as PlainObject), expectation: { serialized_value } }
}

/** The assessment with what an update says, of which a mask may name a part. */
export function updated(before: PlainObject, given: Loose, mask: string | undefined): PlainObject {
  const named = mask?.split(',').map(snakeCase) ?? CHANGEABLE
  const after: { [member: string]: unknown } = { ...before }
  for (const name of CHANGEABLE) if (named.includes(name) && given[name] !== undefined) after[name] = given[name]
  // what is known of it stays unless it is said anew
  if (after['metadata'] !== undefined)
    after['metadata'] = { ...asObject(before['metadata']), ...asObject(after['metadata']) }
  return normalized(after)
}

function snakeCase(name: string): string {
  return name.trim().replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)
}

/** What an assessment says: the value of a feedback, or what is expected. */
export function assessedValue({ feedback, expectation }: PlainObject): unknown {
  if (feedback !== undefined) return asObject(feedback)['value']
  const { value, serialized_value: serialized } = asObject(expectation)
  return value ?? asText(asObject(serialized)['value'])
}
