import type { Json } from '../api/wire.ts'

/** Members that are shown before the rest is asked for. */
const MOST_SHOWN = 200

/** A value of any depth: plain values in place, others to be opened. */
export function JsonTree({ value, depth = 0 }: { value: Json; depth?: number }) {
  if (value === null || typeof value !== 'object') return <PlainValue value={value} />
  const entries = Object.entries(value)
  if (entries.length === 0) return <span className="quiet">{Array.isArray(value) ? '[ ]' : '{ }'}</span>
  return (
    <ul className="json-tree">
      {entries.slice(0, MOST_SHOWN).map(([name, member]) => (
        <Member key={name} name={name} value={member} depth={depth} />
      ))}
      {entries.length > MOST_SHOWN && <li className="quiet">and {entries.length - MOST_SHOWN} more</li>}
    </ul>
  )
}

function Member({ name, value, depth }: { name: string; value: Json; depth: number }) {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0)
    return (
      <li className="json-member">
        <span className="json-name">{name}</span>
        <JsonTree value={value} />
      </li>
    )
  const isShortList =
    Array.isArray(value) && value.length <= 8 && value.every(item => item === null || typeof item !== 'object')
  if (isShortList)
    return (
      <li className="json-member">
        <span className="json-name">{name}</span>
        <span>{value.map(item => String(item)).join(', ')}</span>
      </li>
    )
  return (
    <li>
      <details open={depth < 2}>
        <summary>
          {name} <span className="quiet">{Array.isArray(value) ? `[${value.length}]` : ''}</span>
        </summary>
        <JsonTree value={value} depth={depth + 1} />
      </details>
    </li>
  )
}

function PlainValue({ value }: { value: null | boolean | number | string }) {
  if (typeof value === 'string' && value.includes('\n')) return <pre className="json-text">{value}</pre>
  return <span className={typeof value === 'string' ? undefined : 'mono'}>{String(value)}</span>
}
