import { formatNumber } from '../format/quantities.ts'

/** How a score moved: a sign and a word for those who see no colours. */
export function ChangeMark({ by }: { by: number }) {
  if (by === 0 || !Number.isFinite(by)) return null
  const isUp = by > 0
  return (
    <span className="change-mark" data-up={isUp}>
      <span aria-hidden>{isUp ? '▲' : '▼'}</span>
      <span className="hidden-text">{isUp ? 'up by' : 'down by'}</span> {formatNumber(Math.abs(by), 3)}
    </span>
  )
}
