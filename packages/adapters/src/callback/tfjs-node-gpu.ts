import {
  init,
  registerIntegration,
  type AdapterOptions,
  type InitOptions,
  type IntegrationDefinition,
  type LazyModule,
  type Run,
} from '@seetrain/core'
import { hooks } from '../tfjs/hooks.ts'
import type { TensorFlow } from '../tfjs/library.ts'
import { nodeLibrary } from '../tfjs/node-library.ts'
import { TFJS_OPTIONS, type TfjsOptions } from '../tfjs/options.ts'
import { TfjsIntegration } from './tfjs.ts'

/**
 * TensorFlow.js on TensorFlow itself, on an NVIDIA GPU. Everything is as in `tfjs`; the library is loaded so that it runs
 * on new Node, too.
 */
export class TfjsNodeGpuIntegration extends TfjsIntegration {
  constructor(run: Run, options: TfjsOptions = {}, library?: LazyModule<TensorFlow>) {
    super(run, options, {
      framework: 'tfjs_node_gpu',
      library: library ?? nodeLibrary('@tensorflow/tfjs-node-gpu', 'tfjs_node_gpu', options.module),
    })
  }
}

export const definition: IntegrationDefinition = {
  framework: 'tfjs_node_gpu',
  mode: 'callback',
  package: '@tensorflow/tfjs-node-gpu',
  hooks,
  options: TFJS_OPTIONS,
  create: (run: Run, options: AdapterOptions) => new TfjsNodeGpuIntegration(run, options),
}

export function initTfjsNodeGpu(options: InitOptions & TfjsOptions = {}): TfjsNodeGpuIntegration {
  registerIntegration(definition)
  return init('tfjs_node_gpu', options)
}
