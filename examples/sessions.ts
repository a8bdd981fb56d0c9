// One run per fold of a cross-validation, all at once. Each session has its own run, and the group keeps them together.
import * as seetrain from 'seetrain'

const FOLDS = 4

// the height of a plant after some days: about 2 cm a day, plus what the weather did
const plants = Array.from({ length: 40 }, (_, index) => ({
  days: index + 1,
  height: 2 * (index + 1) + 3 * Math.sin(5 * index),
}))

/** Learns the growth per day from all folds but one and returns the mean error, in cm, on the one left out. */
async function train(fold: number): Promise<number> {
  const [learn, check] = [
    plants.filter((_, index) => index % FOLDS !== fold),
    plants.filter((_, index) => index % FOLDS === fold),
  ]
  let growth = 0
  let error = Number.NaN
  for (let epoch = 0; epoch < 30; epoch++) {
    for (const { days, height } of learn) growth += 0.0005 * days * (height - growth * days)
    error = check.reduce((sum, { days, height }) => sum + Math.abs(growth * days - height), 0) / check.length
    seetrain.log({ growth, error }, { step: epoch }) // goes to the run of the session that this code runs in
    await new Promise(resolve => setImmediate(resolve)) // the other folds get their turn
  }
  return error
}

const errors = await Promise.all(
  Array.from({ length: FOLDS }, (_, fold) =>
    seetrain.withSession(
      { project: 'examples', experimentName: `fold-${fold}`, group: 'plants', config: { fold } },
      () => train(fold),
    ),
  ),
)

console.log(`mean error of ${FOLDS} folds: ${(errors.reduce((sum, error) => sum + error, 0) / FOLDS).toFixed(2)} cm`)
