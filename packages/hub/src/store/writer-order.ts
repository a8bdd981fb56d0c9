import { MAIN_WRITER } from '@seetrain/core'

/** The order in which the writers of a run are told: the main one first, the others by name. */
export function compareWriters(one: string, other: string): number {
  if (one === other) return 0
  if (one === MAIN_WRITER) return -1
  if (other === MAIN_WRITER) return 1
  return compareText(one, other)
}

/** By code point, as databases order text, and not by UTF-16 unit, as JavaScript does. */
export function compareText(one: string, other: string): number {
  const length = Math.min(one.length, other.length)
  for (let at = 0; at < length; at++) {
    if (one.charCodeAt(at) === other.charCodeAt(at)) continue
    return weightAt(one, at) - weightAt(other, at)
  }
  return one.length - other.length
}

// a surrogate stands for a code point above all others
function weightAt(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
