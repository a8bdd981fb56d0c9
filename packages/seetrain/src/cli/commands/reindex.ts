import { diag, FileBlobStore, nodeFileSystem, randomIdSource, systemClock } from '@seetrain/core'
import { claimHome, openIndex, type Indexer, type StoreCounts, type Trouble } from '@seetrain/hub'
import { ProgressLine } from '../../terminal/progress-line.ts'
import { CommandError } from '../command-error.ts'
import { bytesText, countText, durationText } from '../output/quantities.ts'
import { print, printJson, remark } from '../output/screen.ts'
import { openHome, type PlaceOptions } from '../runs/open-home.ts'

export interface ReindexOptions extends PlaceOptions {
  json?: boolean
}

const SHOW_EVERY_MS = 200

/** `seetrain reindex` */
export async function reindex({ json, ...place }: ReindexOptions): Promise<void> {
  const { home } = openHome(place)
  const claim = claimHome(home, nodeFileSystem, randomIdSource)
  if (claim.may !== 'write') throw new CommandError('failure', `reindex: ${claim.reason}. Stop that first.`)
  try {
    const start = performance.now()
    const blobs = new FileBlobStore(home, nodeFileSystem)
    const index = await openIndex(home, claim, { clock: systemClock, fileSystem: nodeFileSystem, logger: diag, blobs })
    try {
      await rebuild(index.indexer!)
      const counts = await index.store.counts()
      const troubles = index.indexer!.troubles()
      if (json) printJson({ counts, troubles })
      else tell(counts, troubles, performance.now() - start)
    } finally {
      await index.close()
    }
  } finally {
    claim.release()
  }
}

async function rebuild(indexer: Indexer): Promise<void> {
  const line = new ProgressLine()
  const timer = setInterval(() => {
    const { runs, behind } = indexer.progress()
    line.show(`${countText(runs, 'run')}, ${bytesText(behind)} to go`)
  }, SHOW_EVERY_MS)
  try {
    await indexer.rebuild()
  } finally {
    clearInterval(timer)
    line.clear()
  }
}

function tell({ runs, points, spans, media }: StoreCounts, troubles: readonly Trouble[], milliseconds: number): void {
  const parts = [
    countText(runs, 'run'),
    countText(points, 'point'),
    countText(media, 'media record'),
    countText(spans, 'span'),
  ]
  print(`Indexed ${parts.join(', ')} in ${durationText(milliseconds)}.`)
  for (const { runId, message } of troubles) remark(`${runId}: ${message}`)
}
