/** Clocks say more digits than they know. */
export function thousandths(value: number): number {
  return Math.round(value * 1000) / 1000
}
