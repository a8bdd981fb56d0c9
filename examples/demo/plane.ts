import type { Points } from './spirals.ts'

const SIDE = 96

/** The form of the pictures that are drawn here: RGB bytes, row by row from the top. */
export const FORM = { width: SIDE, height: SIDE, channels: 3 } as const

const COLOURS: readonly (readonly [number, number, number])[] = [
  [242, 166, 54],
  [38, 157, 150],
  [122, 88, 190],
]
const PAPER = [250, 250, 248] as const

/** The centre of every pixel, to be classified. */
export function planeGrid(): Float32Array {
  const grid = new Float32Array(SIDE * SIDE * 2)
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    grid[2 * pixel] = (((pixel % SIDE) + 0.5) / SIDE) * 2 - 1
    grid[2 * pixel + 1] = 1 - ((Math.floor(pixel / SIDE) + 0.5) / SIDE) * 2
  }
  return grid
}

/** The plane, each pixel in the mixture of colours that its probabilities give: one per arm, arms fastest. */
export function drawDecision(probabilities: ArrayLike<number>): Uint8Array {
  const pixels = new Uint8Array(SIDE * SIDE * 3)
  for (let pixel = 0; pixel < SIDE * SIDE; pixel++) {
    for (let channel = 0; channel < 3; channel++) {
      const mixed = COLOURS.reduce(
        (sum, colour, arm) => sum + (colour[channel] ?? 0) * (probabilities[3 * pixel + arm] ?? 0),
        0,
      )
      pixels[3 * pixel + channel] = mixed
    }
  }
  return pixels
}

/** Points in the colours of their arms, on paper. */
export function drawPoints(points: Points): Uint8Array {
  const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, index) => PAPER[index % 3] ?? 0)
  points.arms.forEach((arm, index) => {
    const column = Math.floor((((points.coordinates[2 * index] ?? 0) + 1) / 2) * SIDE)
    const row = Math.floor(((1 - (points.coordinates[2 * index + 1] ?? 0)) / 2) * SIDE)
    pixels.set(COLOURS[arm] ?? PAPER, 3 * (row * SIDE + column))
  })
  return pixels
}
