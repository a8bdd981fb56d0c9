import { useEffect, useRef, useState } from 'react'
import { blobAddress } from '../../api/hub.ts'
import { useTheme } from '../../app/theme.ts'
import { formatCount } from '../../format/quantities.ts'
import type { ViewerProps } from '../viewers.ts'
import { showScene } from './object-scene.ts'

/** A model or a cloud of points to turn and to come nearer to. */
export function ObjectViewer({ item, mediaKey, step }: ViewerProps) {
  const holder = useRef<HTMLDivElement>(null)
  const { isDark } = useTheme()
  const [problem, setProblem] = useState<string>()
  const { points, format, boxes } = item.details
  useEffect(() => {
    setProblem(undefined)
    const closing = new AbortController()
    showScene(holder.current!, {
      address: blobAddress(item.blob),
      format: String(format),
      boxes: Array.isArray(boxes) ? (boxes as never[]) : [],
      isDark,
      signal: closing.signal,
    }).catch((error: unknown) => {
      if (!closing.signal.aborted) setProblem(error instanceof Error ? error.message : String(error))
    })
    return () => closing.abort()
  }, [item.blob.sha256, format, boxes, isDark])
  return (
    <div>
      <div
        ref={holder}
        className="scene"
        role="img"
        aria-label={item.caption ?? `${mediaKey} at step ${step}, in three dimensions`}
        hidden={problem !== undefined}
      />
      {problem !== undefined && (
        <p className="note">
          This browser cannot draw it here ({problem}).{' '}
          <a href={blobAddress(item.blob, `${mediaKey.replace(/\W+/g, '-')}.${String(format)}`)}>Download the file</a>
        </p>
      )}
      <p className="quiet">{typeof points === 'number' && formatCount(points, 'point')}</p>
    </div>
  )
}
