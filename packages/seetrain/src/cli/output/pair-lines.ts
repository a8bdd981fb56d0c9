import { paint } from './screen.ts'
import { fitText, padText, plainText, textWidth } from './text-width.ts'

export type Pair = readonly [name: string, value: string | undefined]

const WIDEST_NAME = 32

/** `name  value` lines, indented, none wider than `width`. A pair without a value is left out. */
export function pairLines(pairs: readonly Pair[], width: number): string[] {
  const given = pairs.flatMap(([name, value]) =>
    value === undefined ? [] : [[plainText(name), plainText(value)] as const],
  )
  const widest = given.reduce((most, [name]) => Math.max(most, textWidth(name)), 0)
  const nameWidth = Math.min(widest, WIDEST_NAME, Math.max(1, Math.floor((width - 4) / 2)))
  return given.map(([name, value]) => {
    const label = padText(fitText(name, nameWidth), nameWidth)
    return `  ${paint('dim', label)}  ${fitText(value, width - nameWidth - 4)}`
  })
}
