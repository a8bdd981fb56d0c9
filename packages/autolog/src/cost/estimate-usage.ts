import type { Plain } from '@seetrain/core'
import type { Usage } from '../contracts.ts'

/** Tokens of a call that did not tell them, from its texts: about four letters each, or one sign of a script without letters. */
export function estimateUsage(input: Plain | undefined, output: Plain | undefined): Usage {
  return { input: countTokens(input), output: countTokens(output), estimated: true }
}

const UNSPOKEN = new Set(['type', 'role', 'finish_reason', 'mime_type', 'modality', 'id'])

function countTokens(value: Plain | undefined): number {
  if (typeof value === 'string') return ofText(value)
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return 0
  let sum = 0
  if (Array.isArray(value)) for (const item of value) sum += countTokens(item)
  else if ('type' in value && value['type'] === 'blob') return 0
  else for (const [name, member] of Object.entries(value)) if (!UNSPOKEN.has(name)) sum += countTokens(member as Plain)
  return sum
}

function ofText(text: string): number {
  let wide = 0
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x2e7f) wide++
  return Math.ceil((text.length - wide) / 4 + wide)
}
