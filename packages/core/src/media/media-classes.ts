import type { MediaType } from '../contracts/record.ts'
import { Audio } from './audio.ts'
import { Histogram } from './histogram.ts'
import { Html } from './html.ts'
import { Image } from './image.ts'
import type { Media } from './media.ts'
import { Molecule } from './molecule.ts'
import { Object3D } from './object3d.ts'
import { Plot } from './plot.ts'
import { Table } from './table.ts'
import { Text } from './text.ts'
import { Video } from './video.ts'

/** The class of each type of media, for values that come with the name of their type. */
export const MEDIA_CLASSES: Readonly<Record<MediaType, new (data: unknown, options: object) => Media>> = {
  image: Image,
  audio: Audio,
  text: Text,
  video: Video,
  table: Table,
  histogram: Histogram,
  plot: Plot,
  object3d: Object3D,
  html: Html,
  molecule: Molecule,
}
