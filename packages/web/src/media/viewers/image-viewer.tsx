import { useState } from 'react'
import { blobAddress } from '../../api/hub.ts'
import { Dialog } from '../../parts/dialog.tsx'
import type { ViewerProps } from '../viewers.ts'
import { readOverlays } from './image-overlays.ts'
import { BoxLayer, MaskLayer } from './overlay-layers.tsx'

/** Pictures of fewer pixels are drawn with hard edges, so that each pixel can be told. */
const SMALL = 128

export function ImageViewer({ item, mediaKey, step }: ViewerProps) {
  const [hidden, setHidden] = useState<readonly string[]>([])
  const [isLarge, setLarge] = useState(false)
  const { masks, boxes, width, height } = readOverlays(item.details)
  const alt = item.caption ?? `${mediaKey} at step ${step}`
  const layers = (
    <>
      {masks.map(mask => !hidden.includes(mask.name) && <MaskLayer key={mask.name} mask={mask} />)}
      {boxes.map(
        set => !hidden.includes(set.name) && <BoxLayer key={set.name} set={set} width={width} height={height} />,
      )}
    </>
  )
  const picture = (
    <>
      <img src={blobAddress(item.blob)} alt={alt} loading="lazy" data-small={width > 0 && width <= SMALL} />
      {layers}
    </>
  )
  const toggle = (name: string) =>
    setHidden(before => (before.includes(name) ? before.filter(other => other !== name) : [...before, name]))
  return (
    <div className="image-viewer">
      <button
        type="button"
        className="picture"
        onClick={() => setLarge(true)}
        aria-label={`Enlarge ${alt}`}
        style={{ aspectRatio: width > 0 ? `${width} / ${height}` : undefined }}
      >
        {picture}
      </button>
      {[...masks, ...boxes].map(({ name }) => (
        <label key={name} className="labelled">
          <input type="checkbox" checked={!hidden.includes(name)} onChange={() => toggle(name)} />
          {name}
        </label>
      ))}
      <Dialog title={`${mediaKey}, step ${step}`} open={isLarge} onClose={() => setLarge(false)} wide>
        <div className="picture large" style={{ aspectRatio: width > 0 ? `${width} / ${height}` : undefined }}>
          {picture}
        </div>
        {item.caption && <p>{item.caption}</p>}
      </Dialog>
    </div>
  )
}
