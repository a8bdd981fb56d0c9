import { asObject, asText } from '../../otlp/loose.ts'
import { invalidParameter } from './mlflow-error.ts'

/** Texts by their key. */
export type Texts = { [key: string]: string }

/** `[{key, value}]` as a request has it. */
export function readKeyValues(list: readonly unknown[] | undefined, path: string): { key: string; value: string }[] {
  return (list ?? []).map((item, index) => {
    const { key, value } = asObject(item)
    if (key === undefined || key === null || key === '')
      throw invalidParameter(
        `Missing value for required parameter '${path}[${index}].key'. See the API docs for more information about request parameters.`,
      )
    if (typeof key !== 'string' || !(value === undefined || value === null || typeof value === 'string'))
      throw invalidParameter(
        `Invalid value ${JSON.stringify(list).slice(0, 2000)} for parameter '${path}' supplied:  Hint: Value was of type 'list'. See the API docs for more information about request parameters.`,
      )
    return { key, value: asText(value) ?? '' }
  })
}

export function asTexts(pairs: readonly { key: string; value: string }[]): Texts {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, value]))
}

/** `[{key, value}]` as an answer has it. */
export function keyValues(texts: Texts): { key: string; value: string }[] {
  return Object.entries(texts).map(([key, value]) => ({ key, value }))
}

/** A member by a name from outside, which may be `constructor`. */
export function own<Value>(table: { readonly [name: string]: Value } | undefined, name: string): Value | undefined {
  return table !== undefined && Object.hasOwn(table, name) ? table[name] : undefined
}
