import { formatAgo, formatDuration, formatMoment, formatNumber } from '../format/quantities.ts'
import { StateBadge } from '../parts/state-badge.tsx'
import type { Json, RunStateName } from '../api/wire.ts'
import type { Cell, ColumnId } from './columns.ts'

/** A cell of the runs table by what its column holds. */
export function CellView({ column, value }: { column: ColumnId; value: Cell }) {
  if (value === undefined || value === null) return <span className="quiet">–</span>
  if (column === 'state') return <StateBadge state={value as RunStateName} />
  if (column === 'createdAt')
    return <span title={formatMoment(value as number)}>{formatAgo(value as number, Date.now())}</span>
  if (column === 'duration') return formatDuration(value as number)
  if (column === 'tags' || column === 'frameworks') return <Tags tags={value as string[]} />
  if (column === 'id') return <code>{String(value)}</code>
  return plainText(value)
}

export function plainText(value: Json): string {
  if (typeof value === 'number') return formatNumber(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function Tags({ tags }: { tags: readonly string[] }) {
  return (
    <span className="tags">
      {tags.map(tag => (
        <span key={tag} className="badge">
          {tag}
        </span>
      ))}
    </span>
  )
}

/** Whether numbers of the column are set flush right. */
export function isNumeric(column: ColumnId, sample: Cell): boolean {
  return column !== 'createdAt' && (typeof sample === 'number' || column === 'duration')
}
