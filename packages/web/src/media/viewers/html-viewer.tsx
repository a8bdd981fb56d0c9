import { blobAddress } from '../../api/hub.ts'
import type { ViewerProps } from '../viewers.ts'

/** HTML of a run: it may run its scripts, in a frame that reaches neither this page nor the hub. */
export function HtmlViewer({ item, mediaKey, step }: ViewerProps) {
  return (
    <iframe
      className="html-frame"
      title={item.caption ?? `${mediaKey} at step ${step}`}
      sandbox="allow-scripts"
      referrerPolicy="no-referrer"
      src={blobAddress({ sha256: item.blob.sha256, mime: 'text/html' })}
    />
  )
}
