import { lazyPart } from '../app/lazy-part.ts'
import type { ComponentType } from 'react'
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
  image: lazyPart(async () => (await import('./viewers/image-viewer.tsx')).ImageViewer),
  audio: lazyPart(async () => (await import('./viewers/sound-viewer.tsx')).SoundViewer),
  video: lazyPart(async () => (await import('./viewers/sound-viewer.tsx')).FilmViewer),
  text: lazyPart(async () => (await import('./viewers/text-viewer.tsx')).TextViewer),
  table: lazyPart(async () => (await import('./viewers/table-viewer.tsx')).TableViewer),
  histogram: lazyPart(async () => (await import('./viewers/histogram-viewer.tsx')).HistogramViewer),
  plot: lazyPart(async () => (await import('./viewers/plot-viewer.tsx')).PlotViewer),
  object3d: lazyPart(async () => (await import('./viewers/object-viewer.tsx')).ObjectViewer),
  html: lazyPart(async () => (await import('./viewers/html-viewer.tsx')).HtmlViewer),
  molecule: lazyPart(async () => (await import('./viewers/molecule-viewer.tsx')).MoleculeViewer),
}
