// Finds the slope of a line by gradient descent.
import { init as initJax, numpy as np, valueAndGrad } from '@jax-js/jax'
import { init } from 'seetrain'

await initJax()
const integration = init('jax_js', { project: 'examples', experimentName: 'jax-js' })

const batches = [
  { x: [1, 2], y: [2, 4] },
  { x: [3, 4], y: [6, 8] },
]
let slope = np.array(0)
await integration.loop({
  epochs: 5,
  batches,
  step({ x, y }) {
    const error = (weight: np.Array) => np.square(weight.mul(np.array(x)).sub(np.array(y))).mean()
    const [loss, gradient] = valueAndGrad(error)(slope.ref)
    slope = slope.sub(gradient.mul(0.03))
    return { loss }
  },
})
await integration.getCallback().logTree('params', { slope })

console.log('slope', Math.round(Number(await slope.jsAsync()))) // slope 2
await integration.finish()
