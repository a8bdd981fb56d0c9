// Runs a model of two inputs and two outputs; MODEL is the path of an ONNX file with an input x and an output y.
import { init } from 'seetrain'

const integration = init('onnxruntime_node', { project: 'examples', experimentName: 'onnxruntime-node' })
const session = await integration.createSession(process.env['MODEL'] ?? 'model.onnx')
const { Tensor } = integration.runtime // what `import * as ort from 'onnxruntime-node'` gives

const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 1), [1, 2]) })

console.log(y?.dims) // [ 1, 2 ]
await integration.finish()
