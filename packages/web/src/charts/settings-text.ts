import type { Smoothing, SmoothingName } from './smooth.ts'

export interface Range {
  from: number
  to: number
}

const NAMES: readonly string[] = ['ema', 'mean', 'gaussian'] satisfies SmoothingName[]

export function parseSmoothing(text: string | undefined): Smoothing {
  const [name = '', strength = ''] = (text ?? '').split(':')
  const amount = Number(strength)
  if (!NAMES.includes(name) || !(amount > 0 && amount <= 1)) return { name: 'none', strength: 0.6 }
  return { name: name as SmoothingName, strength: amount }
}

export function parseRange(text: string | undefined): Range | undefined {
  const [from = Number.NaN, to = Number.NaN] = (text ?? '').split('~').map(Number)
  return text !== undefined && to > from ? { from, to } : undefined
}

export function rangeText(range: Range | undefined): string | undefined {
  return range && `${range.from}~${range.to}`
}
