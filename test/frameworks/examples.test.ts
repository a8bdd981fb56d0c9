import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { itWhen } from '../skip.ts'
import { npmPeer, runWithPeer, type PeerProgram } from './npm-peer.ts'
import { writeClassifier, writeLinearModel } from './tiny-models.ts'

const onnx = npmPeer('onnx')
const tfjsNode = npmPeer('tfjs-node')
const MISSING = 'its package is not installed; npm run test:frameworks'

function expectRun({ runs: [records = []] }: PeerProgram, framework: string): void {
  expect(records.flatMap(record => (record.kind === 'config' ? (record.set['frameworks'] ?? []) : []))).toEqual([
    framework,
  ])
  expect(records.at(-1)).toMatchObject({ kind: 'end', state: 'finished' })
}

itWhen(onnx !== undefined, MISSING)(
  'the example of onnxruntime-node',
  async () => {
    const model = join(mkdtempSync(join(tmpdir(), 'example-')), 'linear.onnx')
    writeLinearModel(model)
    const program = await runWithPeer(onnx!, 'examples/integrations/onnxruntime-node.ts', { MODEL: model })
    expect(program.stdout).toBe('[ 1, 2 ]\n')
    expectRun(program, 'onnxruntime_node')
  },
  60_000,
)

itWhen(onnx !== undefined, MISSING)(
  'the example of transformers.js',
  async () => {
    const models = mkdtempSync(join(tmpdir(), 'example-'))
    writeClassifier(join(models, 'classifier'))
    const environment = { MODELS: models, MODEL: 'classifier' }
    const program = await runWithPeer(onnx!, 'examples/integrations/transformers-js.ts', environment)
    expect(program.stdout).toMatch(/label: 'POSITIVE', score: 0\.99/)
    expectRun(program, 'transformers_js')
  },
  60_000,
)

itWhen(tfjsNode !== undefined, MISSING)(
  'the example of tfjs-node',
  async () => {
    const program = await runWithPeer(tfjsNode!, 'examples/integrations/tfjs-node.ts')
    expect(program.stdout).toBe('backend tensorflow\n')
    expectRun(program, 'tfjs_node')
  },
  60_000,
)
