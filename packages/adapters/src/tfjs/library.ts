import { plainParams } from '../text/plain-params.ts'
import type { IOHandler } from './model-handler.ts'

/** The parts of TensorFlow.js that are used, written down here so that no copy of its types has to be installed. */

export type Logs = { [name: string]: number | { dataSync(): ArrayLike<number> } }
export type YieldEvery = 'auto' | 'batch' | 'epoch' | 'never' | number
type Later = void | Promise<void>

/** A callback of `fit` and `fitDataset`. */
export interface TfjsCallback {
  setParams(params: object): void
  setModel(model: object): void
  onTrainBegin(logs?: object): Later
  onTrainEnd(logs?: object): Later
  onEpochBegin(epoch: number, logs?: object): Later
  onEpochEnd(epoch: number, logs?: object): Later
  onBatchBegin?(batch: number, logs?: object): Later
  onBatchEnd(batch: number, logs?: object): Later
  onYield(epoch: number, batch: number, logs?: object): Later
  onEarlyStopping(epoch: number, state: object): Later
}

export interface TensorFlow {
  CustomCallback: new (hooks: object, yieldEvery?: YieldEvery) => TfjsCallback
  memory(): { numTensors: number; numBytes: number }
  getBackend(): string
  version: { tfjs?: string }
}

export interface TensorValues {
  dataSync(): ArrayLike<number>
}

export interface SampleTensor {
  readonly rank: number
  arraySync(): unknown[]
  slice(begin: number[], size: number[]): SampleTensor
  squeeze(axis: number[]): SampleTensor
  dispose(): void
}

/** What an optimizer applies: a list, or by name. */
export type Gradients = { name: string; tensor: TensorValues | null }[] | { [name: string]: TensorValues | null }

export interface Model {
  name: string
  layers: { getClassName(): string }[]
  weights: { name: string; read(): TensorValues }[]
  optimizer?: {
    getClassName(): string
    getConfig(): object
    learningRate?: unknown
    applyGradients(gradients: Gradients): void
  }
  loss?: unknown
  countParams(): number
  predict(inputs: object): SampleTensor | SampleTensor[]
  summary(lineLength?: number, positions?: number[], print?: (line: string) => void): void
  save(handler: IOHandler, options?: object): Promise<unknown>
}

export function readNumbers(logs: Logs): { [name: string]: number } {
  const read = (value: Logs[string]) => (typeof value === 'number' ? value : (value.dataSync()[0] ?? NaN))
  return Object.fromEntries(Object.entries(logs).map(([name, value]) => [name, read(value)]))
}

export function describeModel(model: Model): object {
  const { optimizer } = model
  // a Sequential trains through an inner model of its own, which has one layer more and another name
  const layers = model.layers.filter(layer => layer.getClassName() !== 'InputLayer').length
  return {
    model: { name: model.name.replace(/_model$/, ''), layers, params: model.countParams() },
    loss: plainParams(model.loss),
    ...(optimizer && { optimizer: { name: optimizer.getClassName(), ...optimizer.getConfig() } }),
  }
}

export function summaryOf(model: Model): string {
  const lines: string[] = []
  model.summary(undefined, undefined, line => lines.push(line))
  return lines.join('\n')
}

type Hook = (...args: unknown[]) => unknown

/** Puts a hook before the callback's own work of that name. */
export function chain(callback: object, name: string, hook: Hook): void {
  const own: unknown = Reflect.get(callback, name)
  const both = async (...args: unknown[]) => {
    await hook(...args)
    await Reflect.apply(own as Hook, callback, args)
  }
  Object.assign(callback, { [name]: typeof own === 'function' ? both : hook })
}
