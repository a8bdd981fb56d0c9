/** The same for every spelling of an id: `pytorch_lightning`, `pytorch-lightning` and `pytorchLightning` are one. */
export function squeeze(id: string): string {
  return id.replace(/[^0-9a-z]/gi, '').toLowerCase()
}

/** The candidate that takes the fewest edits to reach, when that is few enough to be a slip. */
export function nearest(id: string, candidates: readonly string[]): string | undefined {
  const wanted = squeeze(id)
  let best: string | undefined
  let fewest = Math.floor(wanted.length / 3) + 1
  for (const candidate of candidates) {
    const edits = editDistance(wanted, squeeze(candidate))
    if (edits < fewest) [best, fewest] = [candidate, edits]
  }
  return best
}

/** Insertions, deletions, replacements and swaps of neighbours. */
function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)]
  for (let row = 1; row <= from.length; row++) {
    const [current, above] = [[row], rows[row - 1]!]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]
      const replaced = above[column - 1]! + (same ? 0 : 1)
      const swap = swapped ? rows[row - 2]![column - 2]! + 1 : Infinity
      current.push(Math.min(replaced, above[column]! + 1, current[column - 1]! + 1, swap))
    }
    rows.push(current)
  }
  return rows[from.length]![to.length]!
}
