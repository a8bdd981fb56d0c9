import { ChevronDown, ChevronRight } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import { useLocation } from 'wouter'
import { formatCount } from '../format/quantities.ts'
import { CellView } from './cell-view.tsx'
import { cellOf, SPARK } from './columns.ts'
import { NameCell } from './name-cell.tsx'
import type { TableParts, TableRow } from './runs-table.tsx'
import { SparkCell } from './spark-cell.tsx'

export interface TableRowProps extends TableParts {
  row: TableRow
  index: number
  style: { gridTemplateColumns: string; transform: string }
  /** Puts the focus on another row. */
  onMove: (index: number) => void
}

/** A run, or a group of runs with the means of its numbers. */
export function TableRowView(props: TableRowProps) {
  const { row, index, style, group, spark, numeric, selected, onSelect } = props
  const [, navigate] = useLocation()
  if (row.getIsGrouped()) return <GroupRow {...props} />
  const run = row.original
  const isSelected = selected.includes(run.id)
  const toggle = () => onSelect(isSelected ? selected.filter(id => id !== run.id) : [...selected, run.id])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return
    if (!rowKey(event, { toggle, open: () => navigate(`/runs/${run.id}`), move: by => props.onMove(index + by) }))
      return
    event.preventDefault()
  }
  return (
    <div
      role="row"
      className="run-row"
      tabIndex={0}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      style={style}
      onKeyDown={onKeyDown}
    >
      <div role="cell">
        <input type="checkbox" aria-label={`Choose ${run.name}`} checked={isSelected} tabIndex={-1} onChange={toggle} />
      </div>
      {row.getAllCells().map(({ column: { id } }) => {
        const value = cellOf(run, id)
        return (
          <div key={id} role="cell" className={numeric.has(id) ? 'number' : undefined}>
            {id === 'name' ? (
              <NameCell run={run} index={selected.indexOf(run.id)} />
            ) : id === SPARK ? (
              spark !== undefined && <SparkCell run={run.id} metric={spark} at={selected.indexOf(run.id)} />
            ) : (
              <span className={id === group ? 'cut quiet' : 'cut'}>
                <CellView column={id} value={value} />
              </span>
            )}
          </div>
        )
      })}
    </div>
  )
}

/** Does what a key means on a row, and says whether it meant anything. */
function rowKey(
  { key }: KeyboardEvent,
  acts: { toggle: () => void; open: () => void; move: (by: number) => void },
): boolean {
  if (key === ' ') acts.toggle()
  else if (key === 'Enter') acts.open()
  else if (key === 'ArrowDown') acts.move(1)
  else if (key === 'ArrowUp') acts.move(-1)
  else return false
  return true
}

function GroupRow({ row, index, style, group, numeric, selected, onSelect }: TableRowProps) {
  const ids = row.getLeafRows().map(leaf => leaf.original.id)
  const all = ids.every(id => selected.includes(id))
  const toggle = () => onSelect(all ? selected.filter(id => !ids.includes(id)) : [...new Set([...selected, ...ids])])
  const isOpen = row.getIsExpanded()
  return (
    <div role="row" className="group-row" aria-rowindex={index + 2} style={style}>
      <div role="cell">
        <input
          type="checkbox"
          aria-label={`Choose all of ${String(row.groupingValue)}`}
          checked={all}
          onChange={toggle}
        />
      </div>
      {row.getAllCells().map(cell => (
        <div key={cell.column.id} role="cell" className={numeric.has(cell.column.id) ? 'number' : undefined}>
          {cell.column.id === group ? (
            <button type="button" className="sort" aria-expanded={isOpen} onClick={() => row.toggleExpanded()}>
              {isOpen ? <ChevronDown size={14} aria-hidden /> : <ChevronRight size={14} aria-hidden />}
              <span className="cut">{String(row.groupingValue)}</span>
              <span className="quiet group-count">{formatCount(ids.length, 'run')}</span>
            </button>
          ) : (
            numeric.has(cell.column.id) && (
              <span title="Mean of the group">
                <CellView column={cell.column.id} value={cell.getValue() as number} />
              </span>
            )
          )}
        </div>
      ))}
    </div>
  )
}
