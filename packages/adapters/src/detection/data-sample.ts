import type { ImageBoxes, ImageMask } from '@seetrain/core'
import { flatNumbers } from '../values/flat-numbers.ts'
import { scalarOf } from '../values/metric-values.ts'

/** What is read of `pred_instances` and `gt_instances`: boxes as `x1, y1, x2, y2` in pixels, and one entry per instance of the rest. */
export interface Instances {
  bboxes?: unknown
  scores?: unknown
  labels?: unknown
  /** Instances × height × width. */
  masks?: unknown
}

/** What is read of a data sample of OpenMMLab's libraries. Every member may be absent. */
export interface DataSample {
  pred_instances?: Instances
  gt_instances?: Instances
  /** A class per pixel, below `data` or by itself. */
  pred_sem_seg?: unknown
  gt_sem_seg?: unknown
  pred_label?: unknown
  gt_label?: unknown
  pred_score?: unknown
}

export interface Overlays {
  boxes?: { [name: string]: ImageBoxes }
  masks?: { [name: string]: ImageMask }
}

export interface OverlayOptions {
  classes?: readonly string[]
  /** Instances of a lower score are left out. */
  leastScore: number
}

/** Boxes and masks of a data sample as a picture takes them: predictions and ground truth as two sets each. */
export function overlaysOf(sample: DataSample, options: OverlayOptions): Overlays {
  const boxes: { [name: string]: ImageBoxes } = {}
  const masks: { [name: string]: ImageMask } = {}
  const instances = { predictions: sample.pred_instances, ground_truth: sample.gt_instances }
  for (const [name, given] of Object.entries(instances)) {
    if (!given) continue
    const kept = keptInstances(given, options.leastScore)
    if (given.bboxes !== undefined) boxes[name] = boxesOf(given, kept, options)
    if (given.masks !== undefined) masks[name] = instanceMask(given, kept, options)
  }
  const pixels = { semantic: sample.pred_sem_seg, semantic_truth: sample.gt_sem_seg }
  for (const [name, data] of Object.entries(pixels))
    if (data !== undefined) masks[name] = { data: flatNumbers(data), ...classNames(options.classes) }
  return { ...(Object.keys(boxes).length > 0 && { boxes }), ...(Object.keys(masks).length > 0 && { masks }) }
}

/** Indices of the instances whose score is enough, the surest last, so that it is drawn on top. */
function keptInstances({ scores, labels }: Instances, least: number): number[] {
  const certainty = flatNumbers(scores)
  const indices = (certainty.length > 0 ? certainty : flatNumbers(labels)).map((_, index) => index)
  if (certainty.length === 0) return indices
  const scoreAt = (index: number) => certainty[index] as number
  return indices.filter(index => scoreAt(index) >= least).sort((a, b) => scoreAt(a) - scoreAt(b))
}

function boxesOf(
  { bboxes, scores, labels }: Instances,
  kept: readonly number[],
  { classes }: OverlayOptions,
): ImageBoxes {
  const [corners, certainty, classIds] = [flatNumbers(bboxes), flatNumbers(scores), flatNumbers(labels)]
  const boxes = kept.map(index => {
    const [minX = 0, minY = 0, maxX = 0, maxY = 0] = corners.slice(index * 4, index * 4 + 4)
    const [classId, score] = [classIds[index], certainty[index]]
    return {
      position: { minX, minY, maxX, maxY },
      domain: 'pixel' as const,
      ...(classId !== undefined && { classId }),
      ...(score !== undefined && { score }),
    }
  })
  return { boxes, ...classNames(classes) }
}

/** All instances as one mask: 0 is background, the class `c` is `c + 1`. */
function instanceMask(
  { masks, labels }: Instances,
  kept: readonly number[],
  { classes = [] }: OverlayOptions,
): ImageMask {
  const [pixels, classIds] = [flatNumbers(masks), flatNumbers(labels)]
  const area = pixels.length / classIds.length
  const data = new Uint32Array(area)
  for (const index of kept)
    for (let at = 0; at < area; at++) if (pixels[index * area + at]) data[at] = (classIds[index] as number) + 1
  return { data, classes: ['background', ...classes] }
}

function classNames(classes: readonly string[] | undefined): { classes?: readonly string[] } {
  return classes ? { classes } : {}
}

/** What a classifier said, as words below the picture. */
export function labelCaption(
  { pred_label, gt_label, pred_score }: DataSample,
  { classes = [] }: OverlayOptions,
): { caption?: string } {
  const named = (label: unknown) => classes[Number(scalarOf(label))] ?? String(scalarOf(label))
  const score = scalarOf(pred_score)
  const words = [
    ...(pred_label === undefined ? [] : [`predicted ${named(pred_label)}`]),
    ...(typeof score === 'number' ? [`score ${score.toPrecision(3)}`] : []),
    ...(gt_label === undefined ? [] : [`truth ${named(gt_label)}`]),
  ]
  return words.length > 0 ? { caption: words.join(', ') } : {}
}
