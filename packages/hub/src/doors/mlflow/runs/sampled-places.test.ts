import { sampledPlaces } from './sampled-places.ts'

const flat = (count: number, value = 0.1): Float64Array => new Float64Array(count).fill(value)

describe('a sample', () => {
  it.each([
    [10, 5, [0, 2, 4, 6, 9]],
    [11, 5, [0, 3, 5, 7, 10]],
    [10, 10, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
    [10, 3, [0, 4, 9]],
    [10, 2, [0, 9]],
    [10, 1, [9]],
    [1, 1, [0]],
    [0, 5, []],
  ])('of %i equal points, %i wanted, has the first of each stretch and the last of all', (count, most, places) =>
    expect([...sampledPlaces(flat(count), most)]).toEqual(places),
  )

  it('shows a spike of one point wherever it is, up or down', () => {
    for (const spike of [99, -99, Number.POSITIVE_INFINITY])
      for (let place = 0; place < 100; place++) {
        const values = flat(100)
        values[place] = spike
        expect([...sampledPlaces(values, 12)]).toContain(place)
      }
  })

  it('has as many points as are wanted, each once and in order, whatever they are', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, 1e308, -1e308]
    const values = Float64Array.from({ length: 500 }, (_, at) => odd[(at * 7) % odd.length]!)
    for (const most of [2, 3, 7, 100, 499]) {
      const places = [...sampledPlaces(values, most)]
      expect([places.length, places[0], places.at(-1)]).toEqual([most, 0, 499])
      expect(places).toEqual([...new Set(places)].sort((a, b) => a - b))
    }
  })
})
