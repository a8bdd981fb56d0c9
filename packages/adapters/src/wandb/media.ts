import {
  Audio,
  Histogram,
  Html,
  Image,
  Media,
  Molecule,
  Object3D,
  Table,
  Video,
  type MediaContext,
  type MediaItem,
  type MoleculeFormat,
} from '@seetrain/core'
import { imageOverlays, type WandbOverlays } from './image-overlays.ts'

/** The media classes of the `wandb` module: its options, our media. */

export class WandbImage extends Image {
  constructor(data: unknown, options: WandbOverlays & { caption?: string } = {}) {
    const { caption } = options
    super(data, { ...imageOverlays(options), ...(caption !== undefined && { caption }) })
  }
}

export class WandbAudio extends Audio {
  constructor(data: unknown, options: { sampleRate?: number; caption?: string } = {}) {
    super(data, options)
  }
}

/** Frames are time × channels × height × width, as in W&B; 4 of them a second when nothing is said. */
export class WandbVideo extends Video {
  constructor(data: unknown, options: { fps?: number; caption?: string } = {}) {
    super(data, typeof data === 'string' ? captionOf(options) : { fps: 4, layout: 'CHW', ...options })
  }
}

export class WandbHistogram extends Histogram {
  constructor(values: unknown, options: { numBins?: number; npHistogram?: [counts: unknown, edges: unknown] } = {}) {
    const { npHistogram: counted, numBins: bins } = options
    super(counted ? { counts: counted[0], edges: counted[1] } : values, bins === undefined || counted ? {} : { bins })
  }
}

export class WandbHtml extends Html {
  constructor(data: unknown, options: { caption?: string } = {}) {
    super(data, captionOf(options))
  }
}

export class WandbObject3D extends Object3D {
  constructor(data: unknown, options: { caption?: string } = {}) {
    super(data, captionOf(options))
  }
}

export class WandbMolecule extends Molecule {
  constructor(data: unknown, options: { caption?: string; fileType?: MoleculeFormat } = {}) {
    super(data, { ...captionOf(options), ...(options.fileType && { format: options.fileType }) })
  }
}

/** A table that grows: what it holds when it is logged is recorded. */
export class WandbTable extends Media {
  readonly type = 'table'
  readonly columns: string[]
  readonly data: unknown[][]

  constructor({ columns = [], data = [] }: { columns?: readonly string[]; data?: readonly unknown[][] } = {}) {
    super()
    this.columns = [...columns]
    this.data = data.map(row => [...row])
  }

  addData(...row: unknown[]): void {
    this.data.push(row)
  }

  addColumn(name: string, data: readonly unknown[]): void {
    this.columns.push(name)
    for (const [index, cell] of data.entries()) (this.data[index] ??= []).push(cell)
  }

  getColumn(name: string): unknown[] {
    const index = this.columns.indexOf(name)
    return this.data.map(row => row[index])
  }

  encode(context: MediaContext): MediaItem[] {
    return new Table({ columns: this.columns, rows: this.data }).encode(context)
  }
}

function captionOf({ caption }: { caption?: string }): { caption?: string } {
  return caption === undefined ? {} : { caption }
}
