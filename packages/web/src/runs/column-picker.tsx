import { Columns3 } from 'lucide-react'
import { Popover } from 'radix-ui'
import { useState } from 'react'
import type { RunColumns } from '../api/wire.ts'
import { Button } from '../parts/button.tsx'
import { columnTitle, METRIC_VALUES, parseColumn, RUN_FIELDS, type ColumnId } from './columns.ts'

/** Of a thousand metrics, as many are listed; the search finds the others. */
const MOST_LISTED = 150

interface ColumnPickerProps {
  known: RunColumns | undefined
  columns: readonly ColumnId[]
  onChange: (columns: ColumnId[]) => void
}

export function ColumnPicker({ known, columns, onChange }: ColumnPickerProps) {
  const [words, setWords] = useState('')
  const offered = offeredColumns(known, columns, words)
  const toggle = (id: ColumnId) =>
    onChange(columns.includes(id) ? columns.filter(other => other !== id) : [...columns, id])
  return (
    <Popover.Root>
      <Popover.Trigger asChild>
        <Button>
          <Columns3 size={15} aria-hidden /> Columns
        </Button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content className="menu popover column-picker" sideOffset={4} align="end" aria-label="Columns">
          <input
            className="input"
            placeholder="Find a column"
            aria-label="Find a column"
            value={words}
            onChange={event => setWords(event.target.value)}
          />
          <ul>
            {offered.slice(0, MOST_LISTED).map(id => (
              <li key={id}>
                <label className="cut" title={columnTitle(id)}>
                  <input type="checkbox" checked={columns.includes(id)} onChange={() => toggle(id)} /> {columnTitle(id)}
                </label>
                {columns.includes(id) && <Place id={id} columns={columns} onChange={onChange} />}
              </li>
            ))}
          </ul>
          {offered.length > MOST_LISTED && (
            <p className="quiet">{offered.length - MOST_LISTED} more: type a part of the name</p>
          )}
          <Button onClick={() => onChange([])}>Back to the usual columns</Button>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  )
}

/** Moves a column and says which number of a metric it shows. */
function Place({
  id,
  columns,
  onChange,
}: {
  id: ColumnId
  columns: readonly ColumnId[]
  onChange: ColumnPickerProps['onChange']
}) {
  const { of, name, value } = parseColumn(id)
  const at = columns.indexOf(id)
  const replace = (other: ColumnId) => onChange(columns.map(column => (column === id ? other : column)))
  const moveLeft = () => onChange([...columns.slice(0, at - 1), id, columns[at - 1]!, ...columns.slice(at + 1)])
  return (
    <span className="toolbar">
      {of === 'metric' && (
        <select
          className="input"
          aria-label={`Value of ${name}`}
          value={value}
          onChange={event => replace(`${event.target.value}:${name}`)}
        >
          {METRIC_VALUES.map(option => (
            <option key={option}>{option}</option>
          ))}
        </select>
      )}
      <Button look="bare" aria-label={`Move ${columnTitle(id)} to the left`} disabled={at === 0} onClick={moveLeft}>
        ←
      </Button>
    </span>
  )
}

function offeredColumns(known: RunColumns | undefined, columns: readonly ColumnId[], words: string): ColumnId[] {
  const all = [
    ...columns,
    ...Object.keys(RUN_FIELDS),
    ...(known?.metrics.map(({ key }) => `summary:${key}`) ?? []),
    ...(known?.config.map(({ path }) => `config:${path}`) ?? []),
  ]
  // a metric that is shown by another value is not offered a second time
  const shown = new Set(columns.map(parseColumn).flatMap(({ of, name }) => (of === 'metric' ? [name] : [])))
  const part = words.toLowerCase()
  return [...new Set(all)].filter(
    id =>
      columnTitle(id).toLowerCase().includes(part) &&
      (columns.includes(id) || parseColumn(id).of !== 'metric' || !shown.has(parseColumn(id).name)),
  )
}
