import {
  aggregationFn_mean,
  columnGroupingFeature,
  columnResizingFeature,
  columnSizingFeature,
  createExpandedRowModel,
  createGroupedRowModel,
  rowAggregationFeature,
  rowExpandingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type Row,
} from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useMemo, useRef } from 'react'
import type { RunRow } from '../api/wire.ts'
import { isNumeric } from './cell-view.tsx'
import { cellOf, columnTitle, sortField, SPARK, type Cell, type ColumnId } from './columns.ts'
import { TableRowView } from './table-row.tsx'

const features = tableFeatures({
  columnSizingFeature,
  columnResizingFeature,
  columnGroupingFeature,
  rowAggregationFeature,
  rowExpandingFeature,
  groupedRowModel: createGroupedRowModel(),
  expandedRowModel: createExpandedRowModel(),
  aggregationFns: { mean: aggregationFn_mean },
})

const ROW_HEIGHT = 36
const WIDTHS: { [column: ColumnId]: number } = {
  [SPARK]: 116,
  name: 240,
  state: 100,
  createdAt: 110,
  duration: 110,
  tags: 180,
  id: 220,
}

export type TableRow = Row<typeof features, RunRow>

export interface RunsTableProps {
  runs: RunRow[]
  columns: readonly ColumnId[]
  group: ColumnId | undefined
  sort: { column: ColumnId; descending: boolean } | undefined
  spark: string | undefined
  selected: readonly string[]
  onSort: (column: ColumnId) => void
  onSelect: (runs: string[]) => void
  onEnd: () => void
}

/** What rows and heads are drawn from, beside the table's own. */
export interface TableParts extends RunsTableProps {
  /** Columns whose cells are set flush right. */
  numeric: ReadonlySet<ColumnId>
}

export function RunsTable(given: RunsTableProps) {
  const { runs, columns, group, selected, onSelect, onEnd } = given
  const numeric = useMemo(
    () => new Set(columns.filter(id => runs.some(run => isNumeric(id, cellOf(run, id))))),
    [columns, runs],
  )
  const props: TableParts = { ...given, numeric }
  const table = useTable({
    features,
    data: runs,
    columns: useMemo(() => columnDefinitions(columns, group), [columns, group]),
    getRowId: run => run.id,
    state: { grouping: group === undefined ? [] : [group] },
    initialState: { expanded: true },
    groupedColumnMode: 'reorder',
    columnResizeMode: 'onChange',
    defaultColumn: { minSize: 60, size: 130 },
  })
  const { rows } = table.getRowModel()
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: index => rows[index]!.id,
    overscan: 12,
    onChange: ({ range }) => {
      if (range && range.endIndex >= rows.length - 20) onEnd()
    },
  })
  const items = virtual.getVirtualItems()
  const sizes = table.getFlatHeaders().map(header => `${header.getSize()}px`)
  const template = `36px ${sizes.join(' ')}`
  const allSelected = runs.length > 0 && runs.every(run => selected.includes(run.id))
  return (
    <div className="runs-table" ref={scroller} role="table" aria-label="Runs" aria-rowcount={rows.length + 1}>
      <div role="rowgroup" className="runs-head">
        <div role="row" aria-rowindex={1} style={{ gridTemplateColumns: template }}>
          <div role="columnheader">
            <input
              type="checkbox"
              aria-label="Choose all runs that are shown"
              checked={allSelected}
              onChange={() => onSelect(allSelected ? [] : runs.map(run => run.id))}
            />
          </div>
          {table.getFlatHeaders().map(header => (
            <HeaderCell key={header.id} id={header.id} onResize={header.getResizeHandler()} {...props} />
          ))}
        </div>
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start, key }) => (
          <TableRowView
            key={key}
            row={rows[index]!}
            index={index}
            style={{ gridTemplateColumns: template, transform: `translateY(${start}px)` }}
            onMove={to => focusRow(scroller.current, to, () => virtual.scrollToIndex(to))}
            {...props}
          />
        ))}
      </div>
    </div>
  )
}

function columnDefinitions(columns: readonly ColumnId[], group: ColumnId | undefined) {
  const [first, ...others] = group === undefined || columns.includes(group) ? columns : [group, ...columns]
  return [first ?? 'name', SPARK, ...others].map((id): ColumnDef<typeof features, RunRow> => ({
    id,
    accessorFn: run => cellOf(run, id),
    getGroupingValue: run => groupName(cellOf(run, id)),
    aggregationFn: 'mean',
    size: id === group ? 200 : (WIDTHS[id] ?? 130),
  }))
}

function groupName(value: Cell): string {
  if (value === undefined || value === null || value === '') return '(none)'
  if (Array.isArray(value)) return value.length === 0 ? '(none)' : value.join(', ')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** At once where the row is drawn, so that keys that follow fast find it; else when it has been scrolled to. */
function focusRow(scroller: HTMLElement | null, index: number, scroll: () => void): void {
  const focus = () => {
    const row = scroller?.querySelector<HTMLElement>(`[aria-rowindex="${index + 2}"]`)
    row?.focus({ preventScroll: true })
    return row !== undefined && row !== null
  }
  const isDrawn = focus()
  scroll()
  if (!isDrawn) requestAnimationFrame(focus)
}

function HeaderCell({
  id,
  sort,
  spark,
  numeric,
  onSort,
  onResize,
}: TableParts & { id: ColumnId; onResize: (event: unknown) => void }) {
  const title = id === SPARK ? (spark ?? 'Chart') : columnTitle(id)
  const isSorted = sort?.column === id
  const order = isSorted ? (sort.descending ? 'descending' : 'ascending') : 'none'
  return (
    <div role="columnheader" aria-sort={order} className={numeric.has(id) ? 'number' : undefined}>
      {id === SPARK || sortField(id) === undefined ? (
        <span className="cut">{title}</span>
      ) : (
        <button type="button" className="sort" title={`Sort by ${title}`} onClick={() => onSort(id)}>
          <span className="cut">{title}</span>
          {isSorted && (sort.descending ? <ArrowDown size={13} aria-hidden /> : <ArrowUp size={13} aria-hidden />)}
        </button>
      )}
      <span className="resizer" aria-hidden onMouseDown={onResize} onTouchStart={onResize} />
    </div>
  )
}
