// Calls real models of onnxruntime-node and transformers.js, heard; prints what they answered.
import { initOnnxruntimeNode } from '@seetrain/adapters/onnxruntime-node'
import { initTransformersJs } from '@seetrain/adapters/transformers-js'

const models = process.env['MODELS']!
const runtime = initOnnxruntimeNode({ project: 'tests', experimentName: 'onnx' })
const session = await runtime.createSession(`${models}/linear.onnx`)
const { Tensor } = runtime.runtime
const { y } = await session.run({ x: new Tensor('float32', Float32Array.of(1, 1, 0, 2), [2, 2]) })
const refused = await session
  .run({ wrong: new Tensor('float32', Float32Array.of(1), [1]) })
  .catch((error: Error) => error.message)
await runtime.finish()
const { x } = session as unknown as { x?: unknown }

const transformers = initTransformersJs({ project: 'tests', experimentName: 'pipelines' })
Object.assign(transformers.library.env, { localModelPath: `${models}/`, allowRemoteModels: false })
const classify = await transformers.pipeline('text-classification', 'classifier', { dtype: 'fp32' })
const labels = await classify(['good film', 'bad'])
const generate = await transformers.pipeline('text-generation', 'generator', {
  dtype: 'fp32',
  model_file_name: 'model',
})
const text = await generate('bad', { max_new_tokens: 8 })
const failed = await classify(null).catch((error: Error) => error.message)
await transformers.finish()

console.log(JSON.stringify({ y: Array.from(y!.data, Number), x, refused, labels, text, failed }))
