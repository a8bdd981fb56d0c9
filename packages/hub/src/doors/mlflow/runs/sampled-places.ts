/**
 * Which of many points a chart shows: as many stretches of equal length as points are wanted, and of each the point that
 * stands out most against the one chosen before and the mean of the stretch behind (largest triangles, three buckets), so
 * that a spike of one point is there. Where none stands out it is the first of the stretch, which MLflow takes. The first
 * point and the last are always there.
 */
export function sampledPlaces(values: Float64Array, most: number): Uint32Array {
  const count = values.length
  if (count <= most) return Uint32Array.from({ length: count }, (_, place) => place)
  const places = new Uint32Array(most)
  places[most - 1] = count - 1
  const starts = stretchStarts(count, most)
  for (let stretch = 1; stretch < most - 1; stretch++) {
    const next: Stretch = { from: starts[stretch + 1]!, to: stretch === most - 2 ? count : starts[stretch + 2]! }
    // the first and the last stretch give one certain point each; their others stand with the neighbours
    const own: Stretch = {
      from: stretch === 1 ? 1 : starts[stretch]!,
      to: stretch === most - 2 ? count - 1 : starts[stretch + 1]!,
    }
    places[stretch] = mostStanding(values, starts[stretch]!, own, { before: places[stretch - 1]!, next })
  }
  return places
}

/** Where each stretch begins; the first ones are longer by one where the points do not come out even. */
function stretchStarts(count: number, most: number): number[] {
  const length = Math.floor(count / most)
  const longer = count % most
  return Array.from({ length: most }, (_, stretch) => stretch * length + Math.min(stretch, longer))
}

interface Stretch {
  from: number
  to: number
}

interface Neighbours {
  before: number
  next: Stretch
}

function mostStanding(values: Float64Array, usual: number, own: Stretch, { before, next }: Neighbours): number {
  const base = finite(values[before]!) ?? finite(values[usual]!) ?? 0
  const rise = meanAbove(values, next, base)
  const run = (next.from + next.to - 1) / 2 - before
  const areaAt = (place: number): number => {
    const value = values[place]!
    return Number.isNaN(value) ? 0 : Math.abs((place - before) * rise - run * (value - base))
  }
  let found = usual
  let largest = areaAt(usual)
  for (let place = own.from; place < own.to; place++) {
    const area = areaAt(place)
    if (area > largest) [found, largest] = [place, area]
  }
  return found
}

// of the differences: those of equal values are exactly 0
function meanAbove(values: Float64Array, { from, to }: Stretch, base: number): number {
  let sum = 0
  let count = 0
  for (let place = from; place < to; place++) {
    const value = finite(values[place]!)
    if (value === undefined) continue
    sum += value - base
    count++
  }
  return count === 0 ? 0 : sum / count
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}
