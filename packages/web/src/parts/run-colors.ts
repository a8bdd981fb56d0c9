// Colours that stay apart for most kinds of colour blindness, each with at least 3:1 against its background.
const LIGHT = [
  '#3b5bdb',
  '#c2410c',
  '#0f766e',
  '#a21caf',
  '#a16207',
  '#0369a1',
  '#be123c',
  '#4d7c0f',
  '#6d28d9',
  '#57534e',
]
const DARK = [
  '#8ea5ff',
  '#ff9a5c',
  '#4fd1c0',
  '#ec8df5',
  '#e3c04f',
  '#6cc4f5',
  '#ff8fa8',
  '#a5d65c',
  '#c0a1ff',
  '#c5bfb8',
]

/** The colour of the n-th run that is shown. */
export function colorAt(index: number, isDark: boolean): string {
  const colors = isDark ? DARK : LIGHT
  return colors[index % colors.length]!
}

/** Beyond the first ten, lines are dashed so that equal colours stay apart. */
export function dashAt(index: number): number[] | undefined {
  const round = Math.floor(index / LIGHT.length)
  return round === 0
    ? undefined
    : ([
        [6, 3],
        [2, 3],
        [8, 3, 2, 3],
      ][(round - 1) % 3] ?? undefined)
}
