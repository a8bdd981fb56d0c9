import {
  Artifact,
  init,
  linePlot,
  PatchBook,
  prCurve,
  registerIntegration,
  VisBackendAdapter,
  type AdapterOptions,
  type FinishOptions,
  type InitOptions,
  type IntegrationDefinition,
  type MediaOptions,
  type Run,
} from '@seetrain/core'
import { textOption } from '../hooks/options.ts'
import { layoutOf, when } from '../tensorboard/arguments.ts'
import { countedHistogram } from '../tensorboard/counted-histogram.ts'
import { embeddingTable } from '../tensorboard/embedding.ts'
import {
  hooks,
  type BoxesOptions,
  type CountedHistogram,
  type EmbeddingOptions,
  type Mesh,
  type RawCurve,
  type TensorboardBackend,
} from '../tensorboard/hooks.ts'
import { readMeshes } from '../tensorboard/mesh.ts'
import { Namespaces } from '../tensorboard/namespaces.ts'
import { patchFileWriters, type FileWriters } from '../tensorboard/patch-file-writers.ts'
import { modelText } from '../text/model-text.ts'
import { plainParams } from '../text/plain-params.ts'
import { films } from '../values/films.ts'
import { flatNumbers } from '../values/flat-numbers.ts'
import { readFigure } from '../values/media-value.ts'
import { at, metricValues, scalarOf } from '../values/metric-values.ts'

export type { TensorboardBackend }

export interface TensorboardOptions {
  /** The folder whose tags keep their names; those of others get the name of their folder. Default: the first writer's. */
  logDir?: string
}

/** The methods of one writer: those of the backend, without the folder. */
export type SummaryWriter = {
  [Method in keyof TensorboardBackend]: TensorboardBackend[Method] extends (
    logDir: string,
    ...rest: infer Rest
  ) => infer Result
    ? (...rest: Rest) => Result
    : never
}

export class TensorboardIntegration extends VisBackendAdapter<TensorboardBackend> {
  readonly #namespaces: Namespaces
  readonly #patches = new PatchBook()
  readonly #patched = new Set<FileWriters>()

  constructor(run: Run, options: TensorboardOptions = {}) {
    super('tensorboard', hooks, run)
    this.#namespaces = new Namespaces(textOption('logDir', options.logDir))
  }

  /** A SummaryWriter for a folder. It writes no files: add the sink `tensorboard` to the run for these. */
  writer(logDir: string): SummaryWriter {
    const bound = Object.entries(this.listener).map(([name, method]) => [
      name,
      (...args: unknown[]) => method(logDir, ...args),
    ])
    return Object.fromEntries(bound) as SummaryWriter
  }

  /** Listens to the writers that `tf.node.summaryFileWriter` makes from now on; they write their files as ever. */
  patch(tfNode: FileWriters): this {
    if (this.#patched.has(tfNode)) return this
    this.guard('patch', () => {
      patchFileWriters(this.#patches, tfNode, logDir => this.writer(logDir))
      this.#patched.add(tfNode)
    })
    return this
  }

  /** Puts every function back as it was. */
  unpatch(): void {
    this.#patches.restore()
    this.#patched.clear()
  }

  override finish(outcome?: FinishOptions): Promise<void> {
    this.unpatch()
    return super.finish(outcome)
  }

  addScalar(logDir: string, tag: string, value: unknown, step?: number, walltime?: number): void {
    this.logPoints({ [this.#key(logDir, tag)]: scalarOf(value) }, when(step, walltime))
  }

  addScalars(logDir: string, mainTag: string, values: object, step?: number, walltime?: number): void {
    this.logPoints({ [this.#key(logDir, mainTag)]: metricValues(values) }, when(step, walltime))
  }

  addTensor(logDir: string, tag: string, tensor: unknown, step?: number, walltime?: number): void {
    if (typeof scalarOf(tensor) === 'number') this.addScalar(logDir, tag, tensor, step, walltime)
    else this.addHistogram(logDir, tag, tensor, step, undefined, walltime)
  }

  addHistogram(logDir: string, tag: string, values: unknown, step?: number, bins?: unknown, walltime?: number): void {
    const options = typeof bins === 'number' ? { bins } : {}
    this.logMedia('histogram', this.#key(logDir, tag), values, { ...when(step, walltime), ...options })
  }

  addHistogramRaw(logDir: string, tag: string, counted: CountedHistogram, step?: number, walltime?: number): void {
    const histogram = countedHistogram(counted.min, counted.bucket_limits, counted.bucket_counts)
    this.logMedia('histogram', this.#key(logDir, tag), histogram, when(step, walltime))
  }

  addImage(logDir: string, tag: string, image: unknown, step?: number, walltime?: number, dataformats = 'CHW'): void {
    this.logMedia('image', this.#key(logDir, tag), image, { ...when(step, walltime), ...layoutOf(dataformats) })
  }

  addImages(logDir: string, tag: string, images: unknown, step?: number, walltime?: number, format = 'NCHW'): void {
    this.addImage(logDir, tag, images, step, walltime, format)
  }

  addImageWithBoxes(logDir: string, tag: string, image: unknown, given: unknown, options: BoxesOptions = {}): void {
    const { step, walltime, dataformats = 'CHW', labels = [] } = options
    const corners = flatNumbers(given)
    const boxes = Array.from({ length: corners.length / 4 }, (_, index) => {
      const [minX, minY, maxX, maxY] = corners.slice(index * 4)
      const caption = labels[index]
      return { position: { minX, minY, maxX, maxY }, domain: 'pixel', ...(caption !== undefined && { caption }) }
    })
    const overlays = { boxes: { boxes: { boxes } } } as MediaOptions
    this.logMedia('image', this.#key(logDir, tag), image, {
      ...when(step, walltime),
      ...layoutOf(dataformats),
      ...overlays,
    })
  }

  addFigure(logDir: string, tag: string, figure: unknown, step?: number, walltime?: number): void {
    const { type, data, options } = readFigure(figure)
    this.logMedia(type, this.#key(logDir, tag), data, { ...when(step, walltime), ...options })
  }

  addVideo(logDir: string, tag: string, video: unknown, step?: number, fps = 4, walltime?: number): void {
    for (const [index, film] of films(video).entries()) {
      const key = this.#key(logDir, index === 0 ? tag : `${tag}/${index}`)
      this.logMedia('video', key, film, { ...when(step, walltime), fps, layout: 'CHW' })
    }
  }

  addAudio(logDir: string, tag: string, sound: unknown, step?: number, sampleRate = 44_100, walltime?: number): void {
    this.logMedia('audio', this.#key(logDir, tag), sound, { ...when(step, walltime), sampleRate })
  }

  addText(logDir: string, tag: string, text: string, step?: number, walltime?: number): void {
    this.logMedia('text', this.#key(logDir, tag), text, { ...when(step, walltime), format: 'markdown' })
  }

  addGraph(logDir: string, model: unknown): void {
    this.logMedia('text', this.#key(logDir, 'graph'), modelText(model))
  }

  addOnnxGraph(_logDir: string, path: string): void {
    this.run.logArtifact(new Artifact(`graph-${this.run.id}`, 'model').addFile(path))
  }

  addEmbedding(logDir: string, matrix: unknown, options: EmbeddingOptions = {}): void {
    const { tag = 'default', metadata, metadata_header: header, label_img: pictures, step } = options
    const table = embeddingTable(matrix, metadata, pictures, header)
    this.logMedia('table', this.#key(logDir, `embedding/${tag}`), table, at(step))
  }

  addPrCurve(logDir: string, tag: string, labels: unknown, scores: unknown, step?: number, walltime?: number): void {
    const curve = prCurve(flatNumbers(labels), flatNumbers(scores), { title: tag })
    this.logMedia('plot', this.#key(logDir, tag), curve, when(step, walltime))
  }

  addPrCurveRaw(logDir: string, tag: string, { precision, recall }: RawCurve, step?: number, walltime?: number): void {
    const titles = { title: tag, xTitle: 'Recall', yTitle: 'Precision' }
    const curve = linePlot(flatNumbers(precision), { x: flatNumbers(recall), ...titles })
    this.logMedia('plot', this.#key(logDir, tag), curve, when(step, walltime))
  }

  addMesh(logDir: string, tag: string, { vertices, colors, faces }: Mesh, step?: number, walltime?: number): void {
    this.logMedia('object3d', this.#key(logDir, tag), readMeshes(vertices, colors, faces), when(step, walltime))
  }

  addHparams(logDir: string, hparams: object, metrics: object, step?: number): void {
    this.run.updateConfig(plainParams(hparams) as object)
    for (const [tag, value] of Object.entries(metrics)) this.addScalar(logDir, tag, value, step)
  }

  addCustomScalars(_logDir: string, layout: object): void {
    this.run.updateConfig({ custom_scalars: plainParams(layout) })
  }

  flush(): Promise<void> {
    return this.run.flush()
  }

  close(): Promise<void> {
    return this.run.flush()
  }

  #key(logDir: string, tag: string): string {
    return this.#namespaces.prefix(logDir) + tag
  }
}

export const definition: IntegrationDefinition = {
  framework: 'tensorboard',
  mode: 'visbackend',
  package: 'tensorboard',
  hooks,
  options: ['logDir'],
  create: (run: Run, options: AdapterOptions) => new TensorboardIntegration(run, options),
}

export function initTensorboard(options: InitOptions & TensorboardOptions = {}): TensorboardIntegration {
  registerIntegration(definition)
  return init('tensorboard', options)
}
