import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useId, useRef, useState } from 'react'
import { blobAddress, hub } from '../../api/hub.ts'
import type { Json, MediaItem, TablePage } from '../../api/wire.ts'
import { formatCount } from '../../format/quantities.ts'
import { SearchField } from '../../parts/search-field.tsx'
import { Loaded } from '../../parts/states.tsx'
import { plainText } from '../../runs/cell-view.tsx'
import type { ViewerProps } from '../viewers.ts'

const PAGE = 200
/** Pixels of the column that counts the rows, and the least of every other. */
const NUMBER_WIDTH = 56
const LEAST_WIDTH = 110

/** A table of any length: sorted, searched and cut into pages by the hub. */
export function TableViewer({ item, mediaKey }: ViewerProps) {
  const [sort, setSort] = useState<string>()
  const [text, setText] = useState('')
  const [filter, setFilter] = useState('')
  const { sha256 } = item.blob
  const problem = useId()
  const query = useInfiniteQuery({
    queryKey: ['table', undefined, sha256, sort, text, filter],
    queryFn: ({ pageParam, signal }) =>
      hub.table(
        sha256,
        {
          offset: pageParam,
          limit: PAGE,
          ...(sort !== undefined && { sort }),
          ...(text !== '' && { text }),
          ...(filter !== '' && { filter }),
        },
        signal,
      ),
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (pages.length * PAGE < last.total ? pages.length * PAGE : undefined),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
  })
  // while a filter is wrong, what the last good one found stays
  const good = useRef(query.data)
  if (query.data) good.current = query.data
  return (
    <div className="table-viewer">
      <Loaded query={{ ...query, data: query.data ?? good.current }} what="the table">
        {({ pages }) => (
          <>
            <div className="toolbar">
              <SearchField label="Search the table" value={text} onChange={setText} />
              <SearchField
                label={filterExample(pages[0]!.columns)}
                value={filter}
                mono
                width={280}
                invalid={query.error !== null}
                describedBy={problem}
                onChange={setFilter}
              />
              <span className="quiet">{formatCount(pages[0]!.total, 'row')}</span>
            </div>
            {query.error && (
              <p id={problem} role="alert" className="filter-problem">
                {query.error.message}
              </p>
            )}
            <Rows
              name={mediaKey}
              columns={pages[0]!.columns}
              rows={pages.flatMap(page => page.rows)}
              sort={sort}
              onSort={setSort}
              onEnd={() => query.hasNextPage && !query.isFetchingNextPage && void query.fetchNextPage()}
            />
          </>
        )}
      </Loaded>
    </div>
  )
}

interface RowsProps {
  name: string
  columns: TablePage['columns']
  rows: TablePage['rows']
  sort: string | undefined
  onSort: (sort: string | undefined) => void
  onEnd: () => void
}

function Rows({ name, columns, rows, sort, onSort, onEnd }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const hasMedia = columns.some(({ type }) => type === 'image')
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (hasMedia ? 76 : 30),
    overscan: 10,
    onChange: ({ range }) => {
      if (range && range.endIndex >= rows.length - 20) onEnd()
    },
  })
  const items = virtual.getVirtualItems()
  const lines = { gridTemplateColumns: templateOf(columns), minWidth: NUMBER_WIDTH + columns.length * LEAST_WIDTH }
  return (
    <div
      className="grid-table"
      ref={scroller}
      role="table"
      aria-label={name}
      tabIndex={0}
      aria-rowcount={rows.length + 1}
    >
      <div role="row" className="grid-head" style={lines}>
        <div role="columnheader">#</div>
        {columns.map(column => (
          <ColumnHead key={column.name} name={column.name} sort={sort} onSort={onSort} />
        ))}
      </div>
      <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map(({ index, start, key }) => (
          <div
            key={key}
            role="row"
            aria-rowindex={index + 2}
            data-index={index}
            ref={virtual.measureElement}
            className="grid-row"
            style={{ ...lines, transform: `translateY(${start}px)` }}
          >
            <div role="cell" className="quiet">
              {index + 1}
            </div>
            {rows[index]!.map((cell, at) => (
              <div key={at} role="cell">
                <TableCell value={cell} />
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}

/** A condition that this table could be asked for. */
function filterExample(columns: RowsProps['columns']): string {
  const number = columns.find(({ type }) => type === 'number')
  const example = number ? `${number.name} > 0.5` : `${columns[0]?.name ?? 'name'} contains "a"`
  return `Filter: ${example}`
}

/** The same for each row, whatever is in it: columns of texts are wider than others. */
function templateOf(columns: RowsProps['columns']): string {
  const widths = columns.map(({ type }) => `minmax(${LEAST_WIDTH}px, ${type === 'string' ? 2 : 1}fr)`)
  return [`${NUMBER_WIDTH}px`, ...widths].join(' ')
}

function ColumnHead({ name, sort, onSort }: { name: string } & Pick<RowsProps, 'sort' | 'onSort'>) {
  const isUp = sort === quoted(name)
  const isDown = sort === `-${quoted(name)}`
  const next = isDown ? quoted(name) : isUp ? undefined : `-${quoted(name)}`
  return (
    <div role="columnheader" aria-sort={isDown ? 'descending' : isUp ? 'ascending' : 'none'}>
      <button type="button" className="sort" onClick={() => onSort(next)}>
        <span className="cut">{name}</span>
        {isDown && <ArrowDown size={12} aria-hidden />}
        {isUp && <ArrowUp size={12} aria-hidden />}
      </button>
    </div>
  )
}

/** Names that hold signs of the filter language are quoted in it. */
function quoted(name: string): string {
  return `"${name.replace(/["\\]/g, sign => `\\${sign}`)}"`
}

function TableCell({ value }: { value: Json }) {
  if (value === null) return <span className="quiet">–</span>
  const media = mediaOf(value)
  if (!media) return <span className="cell-text">{plainText(value)}</span>
  return media.items.map((item, index) =>
    media.type === 'image' ? (
      <img
        key={index}
        className="cell-picture"
        src={blobAddress(item.blob)}
        alt={item.caption ?? 'Picture of the row'}
        loading="lazy"
      />
    ) : (
      <a key={index} href={blobAddress(item.blob)} target="_blank" rel="noreferrer">
        {media.type}
      </a>
    ),
  )
}

function mediaOf(value: Json): { type: string; items: MediaItem[] } | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || !Array.isArray(value.items))
    return undefined
  return typeof value.type === 'string' ? (value as unknown as { type: string; items: MediaItem[] }) : undefined
}
