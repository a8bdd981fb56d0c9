import { maskSecrets } from '@seetrain/core'
import type { RedactionPattern } from '../contracts.ts'

const MASK = '***'

const EMAIL = /[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}/g
const CARD = /(?<!\d)(?:\d[ -]?){12,18}\d(?!\d)/g
const PHONE = /(?<![\w.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?|\d{2,4}[ .-])\d{3,4}[ .-]?\d{3,4}(?![\w.])/g

const MASKS: { readonly [name in RedactionPattern]: (text: string) => string } = {
  secrets: maskSecrets,
  email: text => (text.includes('@') ? text.replace(EMAIL, MASK) : text),
  card: text => text.replace(CARD, digits => (isCard(digits) ? MASK : digits)),
  phone: text => text.replace(PHONE, MASK),
}

export const REDACTION_PATTERNS = Object.keys(MASKS) as RedactionPattern[]

/** One function of the chosen patterns. `known` are secrets that are known to the letter, such as the client's own key. */
export function redactor(
  patterns: readonly RedactionPattern[],
  known: readonly string[] = [],
): (text: string) => string {
  // cards before phones: the one is a piece of the other
  const masks = REDACTION_PATTERNS.filter(name => patterns.includes(name)).map(name => MASKS[name])
  return text => {
    let masked = text
    for (const secret of known) if (masked.includes(secret)) masked = masked.replaceAll(secret, MASK)
    for (const mask of masks) masked = mask(masked)
    return masked
  }
}

/** By the check digit that every card number ends with. */
function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '')
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const double = digit * 2 > 9 ? digit * 2 - 9 : digit * 2
    sum += place % 2 === 1 ? double : digit
  }
  return sum % 10 === 0
}
