import { asList, asObject, type Loose } from '../../otlp/loose.ts'
import { parseExact } from './exact-json.ts'
import { invalidParameter } from './mlflow-error.ts'

/** A field that is an object of JSON in a text; numbers in it stay as they were written. */
export function readJsonObject(name: string, text: string): Loose {
  const value = readJson(name, text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalidJson(name, 'an object')
  return asObject(value)
}

/** A field that is a list of objects of JSON in a text. */
export function readJsonObjects(name: string, text: string): Loose[] {
  const value = readJson(name, text)
  const isList = Array.isArray(value) && value.every(item => typeof item === 'object' && item !== null)
  if (!isList) throw invalidJson(name, 'a list of objects')
  return asList(value).map(asObject)
}

function readJson(name: string, text: string): unknown {
  try {
    return parseExact(text)
  } catch {
    throw invalidJson(name, 'JSON that is not too deep')
  }
}

function invalidJson(name: string, wanted: string): Error {
  return invalidParameter(`Invalid value for parameter '${name}' supplied: it is to be ${wanted} in a text.`)
}
