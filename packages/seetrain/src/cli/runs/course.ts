const MOST_STRETCHES = 512

/** The least and the greatest value of a stretch, in the order in which they came; one value when it has no other. */
type Stretch = number[]

/**
 * The course of a metric in bounded memory. A short series is kept as it is; a longer one is divided into stretches of
 * equal length, and each keeps its least and its greatest value, so that a spike stays.
 */
export class Course {
  count = 0
  #first = Number.NaN
  #last = Number.NaN
  #stretches: Stretch[] = []
  #valuesPerStretch = 1
  #valuesInLast = 0

  add(value: number): void {
    if (this.count++ === 0) this.#first = value
    this.#last = value
    if (this.#valuesInLast === 0) this.#stretches.push([value])
    else stretchBy(this.#stretches.at(-1)!, value)
    this.#valuesInLast = (this.#valuesInLast + 1) % this.#valuesPerStretch
    if (this.#valuesInLast === 0 && this.#stretches.length === MOST_STRETCHES) this.#halve()
  }

  get last(): number {
    return this.#last
  }

  /** Begins with the first value and ends with the last. */
  values(): number[] {
    const values = this.#stretches.flat()
    if (this.count > 0 && !Object.is(values[0], this.#first)) values.unshift(this.#first)
    if (this.count > 0 && !Object.is(values.at(-1), this.#last)) values.push(this.#last)
    return values
  }

  #halve(): void {
    for (let at = 0; at < this.#stretches.length; at += 2) {
      for (const value of this.#stretches[at + 1]!) stretchBy(this.#stretches[at]!, value)
    }
    this.#stretches = this.#stretches.filter((_stretch, index) => index % 2 === 0)
    this.#valuesPerStretch *= 2
  }
}

function stretchBy(stretch: Stretch, value: number): void {
  const [first = Number.NaN, second = first] = stretch
  const least = Math.min(first, second)
  const greatest = Math.max(first, second)
  if (Number.isNaN(first)) stretch.splice(0, 1, value)
  else if (value < least) stretch.splice(0, 2, greatest, value)
  else if (value > greatest) stretch.splice(0, 2, least, value)
}
