// A network learns XOR.
import brain from 'brain.js'
import { init } from 'seetrain'

const integration = init('brain_js', { project: 'examples', experimentName: 'brain-js', every: 100, saveModel: true })
const network = integration.watch(new brain.NeuralNetwork({ hiddenLayers: [3] }))

const data = [
  { input: [0, 0], output: [0] },
  { input: [0, 1], output: [1] },
  { input: [1, 0], output: [1] },
  { input: [1, 1], output: [0] },
]
const { iterations } = network.train(data, { iterations: 1000, errorThresh: 1e-9 })

console.log('iterations', iterations) // iterations 1000
await integration.finish()
