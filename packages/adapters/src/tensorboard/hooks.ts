import type { HookTable } from '@seetrain/core'
import { hook, type ParameterKind } from '../hooks/hook.ts'

/** The methods of a SummaryWriter, with the writer's folder before their own arguments. None of them throws. */
export interface TensorboardBackend {
  addScalar(logDir: string, tag: string, value: unknown, step?: number, walltime?: number): void
  addScalars(logDir: string, mainTag: string, values: object, step?: number, walltime?: number): void
  addTensor(logDir: string, tag: string, tensor: unknown, step?: number, walltime?: number): void
  addHistogram(logDir: string, tag: string, values: unknown, step?: number, bins?: unknown, walltime?: number): void
  addHistogramRaw(logDir: string, tag: string, counted: CountedHistogram, step?: number, walltime?: number): void
  addImage(logDir: string, tag: string, image: unknown, step?: number, walltime?: number, dataformats?: string): void
  addImages(logDir: string, tag: string, images: unknown, step?: number, walltime?: number, dataformats?: string): void
  addImageWithBoxes(logDir: string, tag: string, image: unknown, boxes: unknown, options?: BoxesOptions): void
  addFigure(logDir: string, tag: string, figure: unknown, step?: number, walltime?: number): void
  addVideo(logDir: string, tag: string, video: unknown, step?: number, fps?: number, walltime?: number): void
  addAudio(logDir: string, tag: string, sound: unknown, step?: number, sampleRate?: number, walltime?: number): void
  addText(logDir: string, tag: string, text: string, step?: number, walltime?: number): void
  addGraph(logDir: string, model: unknown): void
  addOnnxGraph(logDir: string, path: string): void
  addEmbedding(logDir: string, matrix: unknown, options?: EmbeddingOptions): void
  addPrCurve(logDir: string, tag: string, labels: unknown, predictions: unknown, step?: number, walltime?: number): void
  addPrCurveRaw(logDir: string, tag: string, curve: RawCurve, step?: number, walltime?: number): void
  addMesh(logDir: string, tag: string, mesh: Mesh, step?: number, walltime?: number): void
  addHparams(logDir: string, hparams: object, metrics: object, step?: number): void
  addCustomScalars(logDir: string, layout: object): void
  flush(logDir: string): Promise<void>
  close(logDir: string): Promise<void>
}

export interface CountedHistogram {
  min: number
  bucket_limits: unknown
  bucket_counts: unknown
}
export interface BoxesOptions {
  step?: number
  walltime?: number
  dataformats?: string
  labels?: string[]
}
export interface EmbeddingOptions {
  tag?: string
  metadata?: unknown[]
  metadata_header?: string[]
  label_img?: unknown
  step?: number
}
export interface RawCurve {
  precision: unknown
  recall: unknown
}
export interface Mesh {
  vertices: unknown
  colors?: unknown
  faces?: unknown
}

type Parameters = Record<string, ParameterKind>

const WRITER: Parameters = { log_dir: 'text' }
const TAG: Parameters = { ...WRITER, tag: 'name' }
const STEP: Parameters = { global_step: 'step?' }
const WHEN: Parameters = { ...STEP, walltime: 'number?' }

export const hooks: HookTable = {
  add_scalar: hook('addScalar', 'Logs one metric. `walltime` in seconds, here and below.', {
    ...TAG,
    scalar_value: 'value',
    ...WHEN,
  }),
  add_scalars: hook('addScalars', 'Logs `<main_tag>/<name>` for each.', {
    ...WRITER,
    main_tag: 'name',
    tag_scalar_dict: 'object',
    ...WHEN,
  }),
  add_tensor: hook('addTensor', 'One number is a metric; more are a histogram of the elements.', {
    ...TAG,
    tensor: 'value',
    ...WHEN,
  }),
  add_histogram: hook('addHistogram', 'Counts the values. `bins` counts when it is a number.', {
    ...TAG,
    values: 'value',
    ...STEP,
    bins: 'value?',
    walltime: 'number?',
  }),
  add_histogram_raw: hook(
    'addHistogramRaw',
    'Keeps what was counted. `counted`: `min`, `bucket_limits`, `bucket_counts`.',
    {
      ...TAG,
      counted: 'object',
      ...WHEN,
    },
  ),
  add_image: hook('addImage', 'A picture. `dataformats`: `CHW` (default), `HWC` or `HW`.', {
    ...TAG,
    img_tensor: 'value',
    ...WHEN,
    dataformats: 'name?',
  }),
  add_images: hook('addImages', 'A list of pictures. `dataformats`: `NCHW` (default) or `NHWC`.', {
    ...TAG,
    img_tensor: 'value',
    ...WHEN,
    dataformats: 'name?',
  }),
  add_image_with_boxes: hook(
    'addImageWithBoxes',
    'A picture with boxes beside it: x1, y1, x2, y2 in pixels. `options`: `step`, `walltime`, `dataformats`, `labels`.',
    { ...TAG, img_tensor: 'value', box_tensor: 'value', options: 'object?' },
  ),
  add_figure: hook('addFigure', 'A figure drawn to pixels or to the bytes of a picture, or a list of these.', {
    ...TAG,
    figure: 'value',
    ...WHEN,
  }),
  add_video: hook('addVideo', 'Films: batch × time × channels × height × width. `fps` is 4 by default.', {
    ...TAG,
    vid_tensor: 'value',
    ...STEP,
    fps: 'number?',
    walltime: 'number?',
  }),
  add_audio: hook('addAudio', 'A sound from -1 to 1. `sample_rate` is 44100 by default.', {
    ...TAG,
    snd_tensor: 'value',
    ...STEP,
    sample_rate: 'number?',
    walltime: 'number?',
  }),
  add_text: hook('addText', 'Text, as Markdown.', { ...TAG, text_string: 'text', ...WHEN }),
  add_graph: hook('addGraph', "Keeps the model's text as `graph`.", { ...WRITER, model: 'value' }),
  add_onnx_graph: hook('addOnnxGraph', 'Logs the file as a version of the artifact `graph-<run id>`.', {
    ...WRITER,
    prototxt: 'name',
  }),
  add_embedding: hook(
    'addEmbedding',
    'A table `embedding/<tag>`: a column per dimension, of metadata, of pictures. `options`: `tag`, `metadata` (a list), `metadata_header`, `label_img` (pictures × channels × height × width), `step`.',
    { ...WRITER, mat: 'value', options: 'object?' },
  ),
  add_pr_curve: hook('addPrCurve', 'Draws precision over recall.', {
    ...TAG,
    labels: 'value',
    predictions: 'value',
    ...WHEN,
  }),
  add_pr_curve_raw: hook('addPrCurveRaw', 'Draws precision over recall. `curve`: `precision`, `recall`.', {
    ...TAG,
    curve: 'object',
    ...WHEN,
  }),
  add_mesh: hook('addMesh', 'Meshes. `mesh`: `vertices` (batch × points × 3), `colors`, `faces`.', {
    ...TAG,
    mesh: 'object',
    ...WHEN,
  }),
  add_hparams: hook('addHparams', 'Merges the hyperparameters into the config and logs the metrics.', {
    ...WRITER,
    hparam_dict: 'object',
    metric_dict: 'object',
    ...STEP,
  }),
  add_custom_scalars: hook('addCustomScalars', 'Keeps the layout in the config.', { ...WRITER, layout: 'object' }),
  flush: hook('flush', 'Waits until all is stored and sent.', WRITER),
  close: hook('close', 'The same. The run stays open: other writers may write to it.', WRITER),
}
