import {
  CallbackAdapter,
  init,
  registerIntegration,
  type FinishOptions,
  type HookTable,
  type InitOptions,
  type IntegrationDefinition,
  type LogOptions,
  type Run,
} from '@seetrain/core'
import { hook } from '../hooks/hook.ts'
import { isJaxArray, namedArrays, readArray, takeScalar } from '../jax-js/arrays.ts'
import { plainParams } from '../text/plain-params.ts'
import { at, scalarOf } from '../values/metric-values.ts'

type Values = { [name: string]: unknown }
type Later = void | Promise<void>

/** What a loop calls; jax-js itself calls nothing. None of them throws, and none frees an array that it is given. */
export interface JaxJsCallback {
  onTrainBegin(config: object): void
  onStep(values: object, step?: number, epoch?: number): Later
  onEpochEnd(epoch: number, values: object): Later
  logTree(name: string, tree: object, step?: number): Promise<void>
}

export interface LoopOptions<Batch> {
  epochs?: number
  /** What there is to learn from, once per epoch. A function is called for each epoch: to shuffle, or to read again. */
  batches: Iterable<Batch> | AsyncIterable<Batch> | ((epoch: number) => Iterable<Batch> | AsyncIterable<Batch>)
  /** One step of training. What it returns is logged, and then freed. */
  step(batch: Batch, at: { step: number; epoch: number }): object | void | Promise<object | void>
}

const hooks: HookTable = {
  train_begin: hook('onTrainBegin', 'Keeps the settings of a training as `jax_js` in the config.', {
    config: 'object',
  }),
  step: hook('onStep', 'Logs values of one step. Without a step it counts them itself, from 0.', {
    values: 'object',
    step: 'step?',
    epoch: 'step?',
  }),
  epoch_end: hook('onEpochEnd', 'Logs values of an epoch.', { epoch: 'step', values: 'object' }),
  log_tree: hook(
    'logTree',
    'Logs a histogram of each array in a tree, such as the parameters, and `<name>/norm` of all.',
    {
      name: 'name',
      tree: 'value',
      step: 'step?',
    },
  ),
}

export class JaxJsIntegration extends CallbackAdapter<JaxJsCallback> {
  readonly #pending = new Set<Promise<void>>()
  #steps = 0
  #finished: Promise<void> | undefined

  constructor(run: Run) {
    super('jax_js', hooks, run)
  }

  /** Runs a training: `step` for each batch of each epoch. Logs what it returns, and the means as `epoch/…`. */
  async loop<Batch>({ epochs = 1, batches, step }: LoopOptions<Batch>): Promise<void> {
    const listener = this.listener as unknown as JaxJsCallback
    listener.onTrainBegin({ epochs })
    for (let epoch = 0; epoch < epochs; epoch++) {
      const sums = new Map<string, number>()
      let count = 0
      for await (const batch of typeof batches === 'function' ? batches(epoch) : batches) {
        const place = { step: this.#steps++, epoch }
        const given = (await step(batch, place)) ?? {}
        const values = (await this.guard('loop', () => taken(given))) ?? {}
        for (const [name, value] of Object.entries(values))
          if (typeof value === 'number') sums.set(name, (sums.get(name) ?? 0) + value)
        count++
        await listener.onStep(values, place.step, epoch)
      }
      const means = Object.fromEntries([...sums].map(([name, sum]) => [`epoch/${name}`, sum / count]))
      await listener.onEpochEnd(epoch, means)
    }
  }

  override finish(outcome?: FinishOptions): Promise<void> {
    this.#finished ??= Promise.all(this.#pending).then(() => super.finish(outcome))
    return this.#finished
  }

  onTrainBegin(config: object): void {
    this.run.updateConfig({ jax_js: plainParams(config) })
  }

  onStep(values: object, step: number = this.#steps, epoch?: number): Later {
    this.#steps = step + 1
    return this.#logValues(values as Values, at(step, epoch))
  }

  onEpochEnd(epoch: number, values: object): Later {
    return this.#logValues(values as Values, { step: epoch, epoch })
  }

  async logTree(name: string, tree: unknown, step: number = Math.max(0, this.#steps - 1)): Promise<void> {
    const arrays = namedArrays(tree)
    await this.#remember(this.#logArrays(name, arrays, step))
  }

  async #logArrays(name: string, arrays: ReturnType<typeof namedArrays>, step: number): Promise<void> {
    // together, so that none that fails is left unheard
    const read = await Promise.all(arrays.map(array => array.read))
    let squares = 0
    for (const [index, numbers] of read.entries()) {
      const leaf = arrays[index]!.name
      for (const number of numbers) squares += number * number
      this.logMedia('histogram', leaf === '' ? name : `${name}/${leaf}`, numbers, { step })
    }
    this.logPoints({ [name]: { norm: Math.sqrt(squares) } }, { step })
  }

  #logValues(values: Values, options: LogOptions): Later {
    if (!Object.values(values).some(isJaxArray)) {
      this.logPoints(
        Object.fromEntries(Object.entries(values).map(([name, value]) => [name, scalarOf(value)])),
        options,
      )
      return undefined
    }
    const reading = Object.entries(values).map(([name, value]) => readArray(value).then(numbers => [name, numbers[0]]))
    return this.#remember(
      Promise.all(reading).then(pairs => this.logPoints(Object.fromEntries(pairs) as Values, options)),
    )
  }

  /** What is still being read is awaited by `finish`. */
  #remember(work: Promise<void>): Promise<void> {
    const quiet = work.then(
      () => undefined,
      () => undefined,
    )
    this.#pending.add(quiet)
    void quiet.then(() => this.#pending.delete(quiet))
    return work
  }
}

/** What a step returned, with its arrays as numbers. */
async function taken(values: object): Promise<Values> {
  const pairs = Object.entries(values).map(async ([name, value]) => [name, await takeScalar(value)] as const)
  return Object.fromEntries(await Promise.all(pairs))
}

export const definition: IntegrationDefinition = {
  framework: 'jax_js',
  mode: 'callback',
  package: '@jax-js/jax',
  hooks,
  create: run => new JaxJsIntegration(run),
}

export function initJaxJs(options: InitOptions = {}): JaxJsIntegration {
  registerIntegration(definition)
  return init('jax_js', options)
}
