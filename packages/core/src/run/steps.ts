/**
 * The rule of steps, per key:
 *  - a step that is given is kept as it is, also when it repeats or decreases; points stay in the order of logging;
 *  - a step that is absent is one more than the step logged last for that key, and 0 for the first point;
 *  - a step is a whole number that JavaScript holds exactly, as number or bigint. Anything else is told once, counted,
 *    and the point is kept at the step it would have had without.
 */
export const ABSENT = NaN

/** The step as a number, `ABSENT` for undefined, or `undefined` for what is no step. */
export function toStep(step: unknown): number | undefined {
  if (step === undefined) return ABSENT
  const number = typeof step === 'bigint' ? Number(step) : step
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : undefined
}
