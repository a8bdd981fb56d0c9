// No framework: a loop of your own. A parabola is fitted to noisy points by gradient descent.
import * as seetrain from 'seetrain'

const run = seetrain.init({
  project: 'examples',
  experimentName: 'parabola',
  config: { learningRate: 0.1, steps: 200 },
})
run.defineMetric('loss', { summary: 'min', goal: 'minimize' })

const points = Array.from({ length: 100 }, (_, index) => {
  const x = index / 50 - 1
  return { x, y: 1 - 2 * x + 3 * x ** 2 + 0.1 * Math.sin(97 * index) }
})

let weights = [0, 0, 0]
const predict = (x: number) => weights.reduce((sum, weight, power) => sum + weight * x ** power, 0)

for (let step = 0; step < run.config.steps; step++) {
  const errors = points.map(({ x, y }) => predict(x) - y)
  const gradient = weights.map((_, power) =>
    points.reduce((sum, { x }, index) => sum + (2 * (errors[index] ?? 0) * x ** power) / points.length, 0),
  )
  weights = weights.map((weight, power) => weight - run.config.learningRate * (gradient[power] ?? 0))
  const loss = errors.reduce((sum, error) => sum + error ** 2, 0) / points.length
  seetrain.log({ loss, weights: { constant: weights[0], linear: weights[1], square: weights[2] } }, { step })
}

run.logTable(
  'fit',
  points.map(({ x, y }) => ({ x, y, predicted: predict(x) })),
)
await run.finish()

console.log(
  `fitted ${weights.map(weight => weight.toFixed(2)).join(' ')}, least loss ${run.summary['loss']?.toFixed(4)}`,
)
console.log(`recorded in ${run.dir}`)
