import type { CustomCallbackArgs, Logs, Sequential } from '@tensorflow/tfjs'
import * as seetrain from 'seetrain'
import { classify, filesOf } from './network.ts'
import { drawDecision, drawPoints, FORM, planeGrid } from './plane.ts'
import { ARMS, type Points } from './spirals.ts'

const FRAME_EVERY = 3
const LOOK_EVERY = 12
const GOOD = 0.9

/** Looks at the network while it learns: pictures of its decisions, its weights, checkpoints, and a line of progress. */
export class Observer {
  readonly #run: seetrain.Run
  readonly #model: Sequential
  readonly #epochs: number
  readonly #progress = new seetrain.ProgressLine()
  readonly #losses: number[] = []
  readonly #frames: Uint8Array[] = []
  #best = 0

  constructor(run: seetrain.Run, model: Sequential, epochs: number) {
    this.#run = run
    this.#model = model
    this.#epochs = epochs
    run.defineMetric('val_loss', { summary: 'min', goal: 'minimize', kind: 'loss' })
    run.defineMetric('val_acc', { summary: 'max', goal: 'maximize', kind: 'accuracy' })
  }

  /** For `new tf.CustomCallback(…)`. */
  readonly callbacks: CustomCallbackArgs = {
    onEpochEnd: async (epoch, logs = {}) => {
      this.#showProgress(epoch, logs)
      if (epoch % FRAME_EVERY === 0) this.#frames.push(drawDecision(classify(this.#model, planeGrid())))
      if ((epoch + 1) % LOOK_EVERY === 0) await this.#look(epoch, logs['val_acc'] ?? 0)
    },
    onTrainEnd: async () => {
      this.#progress.clear()
      this.#logFilm()
    },
  }

  /** The latest picture of the decisions. */
  get lastPlane(): Uint8Array {
    return this.#frames.at(-1) ?? new Uint8Array()
  }

  #showProgress(epoch: number, logs: Logs): void {
    this.#losses.push(logs['loss'] ?? Number.NaN)
    const accuracy = ((logs['val_acc'] ?? 0) * 100).toFixed(1)
    this.#progress.show(
      `epoch ${epoch + 1}/${this.#epochs}  loss ${seetrain.sparkline(this.#losses, 20)}  ${accuracy} % right`,
    )
  }

  async #look(epoch: number, accuracy: number): Promise<void> {
    const caption = `after epoch ${epoch + 1}`
    this.#run.logImage('decision', drawDecision(classify(this.#model, planeGrid())), { ...FORM, caption, step: epoch })
    for (const layer of this.#model.layers)
      this.#run.logHistogram(`weights/${layer.name}`, layer.getWeights()[0], { step: epoch })
    await this.#saveCheckpoint(epoch, accuracy)
  }

  async #saveCheckpoint(epoch: number, accuracy: number): Promise<void> {
    const { topology, weights } = await filesOf(this.#model)
    const checkpoint = new seetrain.Artifact('three-spirals', 'checkpoint', { metadata: { epoch, accuracy } })
    checkpoint.addObject(topology, 'model.json').addBytes(weights, 'weights.bin')
    const isBest = accuracy > this.#best
    if (isBest && accuracy >= GOOD && this.#best < GOOD)
      this.#run.alert('Nine points of ten are right', { level: 'info', step: epoch })
    if (isBest) this.#best = accuracy
    this.#run.logArtifact(checkpoint, { aliases: isBest ? ['best'] : [], step: epoch }) // `latest` moves by itself
  }

  #logFilm(): void {
    const film = new Uint8Array(this.#frames.flatMap(frame => [...frame]))
    this.#run.logVideo('decision-film', film, {
      shape: [this.#frames.length, FORM.height, FORM.width, FORM.channels],
      fps: 5,
    })
  }
}

/** Pictures of what the network learns from and is measured by. */
export function logData(run: seetrain.Run, training: Points, validation: Points): void {
  const picture = (points: Points, caption: string) => new seetrain.Image(drawPoints(points), { ...FORM, caption })
  run.logImage('data', [picture(training, 'to learn from'), picture(validation, 'to be measured by')])
}

/** What the trained network says about points that it never saw. */
export function logResult(run: seetrain.Run, model: Sequential, points: Points): void {
  const probabilities = classify(model, points.coordinates)
  const rows = points.arms.map((arm, index) => {
    const shares = ARMS.map((_, each) => probabilities[ARMS.length * index + each] ?? 0)
    const predicted = shares.indexOf(Math.max(...shares))
    const [x, y] = points.coordinates.subarray(2 * index)
    return { x, y, arm: ARMS[arm], predicted: ARMS[predicted], right: predicted === arm, amber: shares[0] ?? 0 }
  })
  run.logTable('predictions', rows)
  const truth = rows.map(row => row.arm)
  run.logPlot(
    'confusion',
    seetrain.confusionMatrix(
      truth,
      rows.map(row => row.predicted),
      ARMS,
    ),
  )
  run.logPlot(
    'roc/amber',
    seetrain.rocCurve(
      rows.map(row => row.arm === 'amber'),
      rows.map(row => row.amber),
    ),
  )
}
