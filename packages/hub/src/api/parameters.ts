import * as v from 'valibot'
import { LABELS } from '../store/span-groups.ts'

/** Metadata of a schema: what the document shows for it, since in a URL everything is a text. */
export type ShownAs = { shownAs: { [member: string]: unknown } }

/** Ids of runs and names of writers: what is safe as the name of a folder. */
export const NAME = /^[A-Za-z0-9][\w.-]{0,127}$/

export const name = v.pipe(
  v.string(),
  v.regex(NAME, 'Give letters, digits, "_", "." and "-", at most 128, a letter or digit first.'),
)

export const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'Give 64 lower-case hexadecimal digits.'))

export function text(longest = 1024) {
  return v.pipe(v.string(), v.maxLength(longest, `Give at most ${longest} characters.`))
}

/** A whole number in the text of a URL. */
export function wholeNumber(least: number, most: number) {
  const says = `Give a whole number from ${least} to ${most}.`
  return v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.regex(/^-?\d{1,16}$/, says))], says),
    v.transform(Number),
    v.integer(says),
    v.minValue(least, says),
    v.maxValue(most, says),
    v.metadata({ shownAs: { type: 'integer', minimum: least, maximum: most } }),
  )
}

/** Any finite number in the text of a URL. */
export function finiteNumber() {
  const says = 'Give a number.'
  return v.pipe(
    v.union([v.number(), v.pipe(v.string(), v.trim(), v.nonEmpty(says))], says),
    v.transform(Number),
    v.finite(says),
    v.metadata({ shownAs: { type: 'number' } }),
  )
}

export function flag() {
  return v.pipe(
    v.union([v.boolean(), v.picklist(['true', 'false', '1', '0'])], 'Give true or false.'),
    v.transform(value => value === true || value === 'true' || value === '1'),
    v.metadata({ shownAs: { type: 'boolean' } }),
  )
}

/** A list: `runs=a,b`, or `runs=a&runs=b`. A comma inside a member is escaped. */
export function many<Item extends v.GenericSchema<string, string>>(item: Item, most = 1000) {
  return v.pipe(
    v.array(item),
    v.maxLength(most, `Give at most ${most}.`),
    v.metadata({ shownAs: { type: 'array', items: { type: 'string' }, maxItems: most } }),
  )
}

const LABEL = new RegExp(`^(${LABELS.join('|')}):.`, 's')

/** `labels=session:s-1,user:ann`: what spans must have. */
export const labels = v.optional(
  many(v.pipe(text(1100), v.regex(LABEL, `Give ${LABELS.join(', ')}, a colon and the value.`)), 20),
)

export const LONGEST_PAGE = 1000

export const pageMembers = {
  offset: v.optional(wholeNumber(0, 1e12), 0),
  limit: v.optional(wholeNumber(1, LONGEST_PAGE), 100),
}
