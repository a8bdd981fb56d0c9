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

/** TensorFlow.js on TensorFlow itself. Everything is as in `tfjs`; the library is loaded so that it runs on new Node, too. */
export class TfjsNodeIntegration extends TfjsIntegration {
  constructor(run: Run, options: TfjsOptions = {}, library?: LazyModule<TensorFlow>) {
    super(run, options, {
      framework: 'tfjs_node',
      library: library ?? nodeLibrary('@tensorflow/tfjs-node', 'tfjs_node', options.module),
    })
  }
}

export const definition: IntegrationDefinition = {
  framework: 'tfjs_node',
  mode: 'callback',
  package: '@tensorflow/tfjs-node',
  hooks,
  options: TFJS_OPTIONS,
  create: (run: Run, options: AdapterOptions) => new TfjsNodeIntegration(run, options),
}

export function initTfjsNode(options: InitOptions & TfjsOptions = {}): TfjsNodeIntegration {
  registerIntegration(definition)
  return init('tfjs_node', options)
}
