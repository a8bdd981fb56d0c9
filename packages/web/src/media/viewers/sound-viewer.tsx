import { blobAddress } from '../../api/hub.ts'
import { formatDuration } from '../../format/quantities.ts'
import type { ViewerProps } from '../viewers.ts'

export function SoundViewer({ item, mediaKey, step }: ViewerProps) {
  const { sampleRate, channels, duration } = item.details
  return (
    <div>
      <audio controls preload="metadata" src={blobAddress(item.blob)} aria-label={`${mediaKey} at step ${step}`} />
      <p className="quiet">
        {typeof duration === 'number' && `${formatDuration(duration * 1000)}, `}
        {typeof sampleRate === 'number' && `${sampleRate.toLocaleString('en-US')} Hz, `}
        {typeof channels === 'number' && `${channels} ${channels === 1 ? 'channel' : 'channels'}`}
      </p>
    </div>
  )
}

/** A GIF is a picture to the browser, everything else a film. */
export function FilmViewer({ item, mediaKey, step }: ViewerProps) {
  const label = item.caption ?? `${mediaKey} at step ${step}`
  if (item.blob.mime === 'image/gif')
    return (
      <img className="film" src={blobAddress(item.blob)} alt={label} data-small={Number(item.details.width) <= 128} />
    )
  return (
    <video className="film" controls muted loop preload="metadata" src={blobAddress(item.blob)} aria-label={label} />
  )
}
