import { isShallow } from '../../otlp/loose.ts'

/** What JSON of the platform has and its types do not: text that goes out as it is. */
interface RawJson {
  rawJSON(text: string): object
  isRawJSON(value: unknown): value is { readonly rawJSON: string }
}
type Reviver = (key: string, value: unknown, context: { source: string }) => unknown

const raw = JSON as unknown as RawJson

/**
 * JSON whose numbers go out again as they came in: `1.0`, and integers beyond the exact ones. Throws for what is none, or
 * too deep to be handled.
 */
export function parseExact(text: string): unknown {
  const reviver: Reviver = (_key, value, { source }) =>
    typeof value === 'number' && String(value) !== source ? raw.rawJSON(source) : value
  const value = JSON.parse(text, reviver as (key: string, value: unknown) => unknown) as unknown
  if (!isShallow(value)) throw new RangeError('it is too deep')
  return value
}

/** The text of a number that was kept as it came. */
export function exactNumber(value: unknown): string | undefined {
  return raw.isRawJSON(value) ? value.rawJSON : undefined
}
