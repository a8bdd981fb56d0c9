/** Points of a plane in [-1, 1]², each with the spiral arm that it belongs to. */
export interface Points {
  /** x and y of each point, one after the other. */
  coordinates: Float32Array
  arms: number[]
}

export const ARMS = ['amber', 'teal', 'violet']

const TURN = 7.5
const NOISE = 2.1

/** Points around three interleaved spirals. The same seed gives the same points. */
export function makeSpirals(count: number, seed: number): Points {
  const random = makeRandom(seed)
  const coordinates = new Float32Array(count * 2)
  const arms = Array.from({ length: count }, (_, index) => index % ARMS.length)
  arms.forEach((arm, index) => {
    const radius = 0.08 + 0.9 * random()
    const angle = (arm / ARMS.length) * 2 * Math.PI + radius * TURN + (random() - 0.5) * NOISE
    coordinates[2 * index] = radius * Math.cos(angle)
    coordinates[2 * index + 1] = radius * Math.sin(angle)
  })
  return { coordinates, arms }
}

/** Numbers in [0, 1) that depend on the seed alone (a 32-bit multiplicative hash of a counter). */
function makeRandom(seed: number): () => number {
  let counter = seed
  return () => {
    counter = (counter + 0x9e3779b9) | 0
    let mixed = Math.imul(counter ^ (counter >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}
