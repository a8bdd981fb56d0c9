import type { ImageBoxes, ImageMask } from '@seetrain/core'

/** Boxes and masks as W&B users write them. */
export interface WandbOverlays {
  boxes?: { [name: string]: { box_data: WandbBox[]; class_labels?: { [id: string]: string } } }
  masks?: { [name: string]: { mask_data: unknown; class_labels?: { [id: string]: string } } }
}

interface WandbBox {
  position: ImageBoxes['boxes'][number]['position']
  domain?: string
  class_id?: number
  scores?: { [name: string]: number }
  box_caption?: string
}

/** The same as our pictures take them. Of several scores of a box the first is kept; the caption usually tells the rest. */
export function imageOverlays({ boxes, masks }: WandbOverlays): {
  boxes?: { [name: string]: ImageBoxes }
  masks?: { [name: string]: ImageMask }
} {
  return {
    ...(boxes && { boxes: mapMembers(boxes, readBoxes) }),
    ...(masks && { masks: mapMembers(masks, mask => ({ data: mask.mask_data, ...classes(mask) })) }),
  }
}

function readBoxes(set: NonNullable<WandbOverlays['boxes']>[string]): ImageBoxes {
  return { boxes: set.box_data.map(readBox), ...classes(set) }
}

function readBox({ position, domain, class_id: classId, scores = {}, box_caption: caption }: WandbBox) {
  const [score] = Object.values(scores)
  return {
    position,
    domain: domain === 'pixel' ? 'pixel' : 'fraction',
    ...(classId !== undefined && { classId }),
    ...(score !== undefined && { score }),
    ...(caption !== undefined && { caption }),
  } as const
}

function classes({ class_labels: labels }: { class_labels?: { [id: string]: string } }) {
  return labels ? { classes: labels } : {}
}

function mapMembers<From, To>(members: { [name: string]: From }, change: (member: From) => To): { [name: string]: To } {
  return Object.fromEntries(Object.entries(members).map(([name, member]) => [name, change(member)]))
}
