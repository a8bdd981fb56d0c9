import { lazy, type ComponentType } from 'react'
import type { MediaItem, MediaType } from '../api/wire.ts'

/** What a viewer is given: the item, and where it stands, for those that look at other steps too. */
export interface ViewerProps {
  item: MediaItem
  runId: string
  mediaKey: string
  step: number
  /** Steps at which the run has this key, rising. */
  steps: readonly number[]
  /** Which of the items of the step. */
  index: number
}

/** Each type's viewer is loaded when the first of its items is shown. */
export const VIEWERS: { [Type in MediaType]: ComponentType<ViewerProps> } = {
  image: lazy(async () => ({ default: (await import('./viewers/image-viewer.tsx')).ImageViewer })),
  audio: lazy(async () => ({ default: (await import('./viewers/sound-viewer.tsx')).SoundViewer })),
  video: lazy(async () => ({ default: (await import('./viewers/sound-viewer.tsx')).FilmViewer })),
  text: lazy(async () => ({ default: (await import('./viewers/text-viewer.tsx')).TextViewer })),
  table: lazy(async () => ({ default: (await import('./viewers/table-viewer.tsx')).TableViewer })),
  histogram: lazy(async () => ({ default: (await import('./viewers/histogram-viewer.tsx')).HistogramViewer })),
  plot: lazy(async () => ({ default: (await import('./viewers/plot-viewer.tsx')).PlotViewer })),
  object3d: lazy(async () => ({ default: (await import('./viewers/object-viewer.tsx')).ObjectViewer })),
  html: lazy(async () => ({ default: (await import('./viewers/html-viewer.tsx')).HtmlViewer })),
  molecule: lazy(async () => ({ default: (await import('./viewers/molecule-viewer.tsx')).MoleculeViewer })),
}
