import { existsSync } from 'node:fs'
import type { IntegrationStats, RunRecord } from '@seetrain/core'
import { describeWhen } from '../skip.ts'
import { npmPeer, runWithPeer, type PeerProgram } from './npm-peer.ts'

interface Trained {
  alone: { weights: number[]; loss: number[] }
  heard: { weights: number[]; loss: number[] }
  backend: string
  isUsingGpuDevice: boolean
  loaded: number
  stats: IntegrationStats
}

const hasGpu = existsSync('/dev/nvidia0')

describeTraining('cpu', npmPeer('tfjs-node'), 'the addon of tfjs-node is not built; npm run setup:tfjs-node')
describeTraining(
  'gpu',
  hasGpu ? npmPeer('tfjs-node-gpu') : undefined,
  hasGpu ? 'the addon of tfjs-node-gpu is not built; npm run test:gpu' : 'this machine has no NVIDIA GPU',
)

function describeTraining(device: 'cpu' | 'gpu', folder: string | undefined, reason: string): void {
  describeWhen(folder !== undefined, reason)(`a training on TensorFlow itself, ${device}`, () => {
    let program: PeerProgram
    let trained: Trained

    beforeAll(async () => {
      program = await runWithPeer(folder!, 'test/frameworks/fixtures/tfjs-node.ts', { DEVICE: device })
      trained = JSON.parse(program.stdout.split('\n').find(line => line.startsWith('{'))!) as Trained
    }, 180_000)

    const points = (key: string) =>
      program.runs[0]!.flatMap(record => (record.kind === 'metric' && record.key === key ? [record.value] : []))

    test('runs on TensorFlow, and gives the same weights with and without the integration', () => {
      expect(trained.backend).toBe('tensorflow')
      expect(trained.isUsingGpuDevice).toBe(device === 'gpu')
      expect(trained.heard).toEqual(trained.alone)
      expect(trained.stats.failures).toBe(0)
    })

    test('epochs, batches, memory, weights, gradients and checkpoints are recorded', () => {
      expect(points('loss')).toEqual(trained.heard.loss)
      expect(points('batch/loss')).toHaveLength(16)
      expect(points('memory/tensors').length).toBeGreaterThanOrEqual(4)
      expect(points('gradients/norm')).toHaveLength(16)
      expect(points('weights/norm')).toHaveLength(4)
      expect(points('early_stopping/wait')).toHaveLength(4)
      // two layers with a kernel and a bias each
      expect(media('histogram')).toHaveLength(4 * 16 + 4 * 4)
      expect(trained.loaded).toBe(33)
      expect(marks()).toContain(device === 'gpu' ? 'tfjs_node_gpu' : 'tfjs_node')
    })

    const media = (type: string) => program.runs[0]!.filter(record => record.kind === 'media' && record.type === type)
    const marks = () =>
      program.runs[0]!.flatMap((record: RunRecord) =>
        record.kind === 'config' ? (record.set['frameworks'] ?? []) : [],
      )
  })
}
