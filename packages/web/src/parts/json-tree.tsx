import type { Json } from '../api/wire.ts'

/** Members that are shown before the rest is asked for. */
const MOST_SHOWN = 200

/** A value of any depth: plain values in place, others to be opened. */
export function JsonTree({ value, depth = 0 }: { value: Json; depth?: number }) {
  if (value === null || typeof value !== 'object') return <PlainValue value={value} />
  const entries = Object.entries(value)
  if (entries.length === 0) return <span className="quiet">{Array.isArray(value) ? '[ ]' : '{ }'}</span>
  return (
    <dl className="json-tree">
      {entries.slice(0, MOST_SHOWN).map(([name, member]) => (
        <Member key={name} name={name} value={member} depth={depth} />
      ))}
      {entries.length > MOST_SHOWN && <div className="quiet">and {entries.length - MOST_SHOWN} more</div>}
    </dl>
  )
}

function Member({ name, value, depth }: { name: string; value: Json; depth: number }) {
  if (value === null || typeof value !== 'object' || Object.keys(value).length === 0)
    return (
      <div className="json-member">
        <dt>{name}</dt>
        <dd>
          <JsonTree value={value} />
        </dd>
      </div>
    )
  const isShortList = Array.isArray(value) && value.length <= 8 && value.every(item => item === null || typeof item !== 'object')
  if (isShortList)
    return (
      <div className="json-member">
        <dt>{name}</dt>
        <dd>{value.map(item => String(item)).join(', ')}</dd>
      </div>
    )
  return (
    <div>
      <details open={depth < 2}>
        <summary>
          {name} <span className="quiet">{Array.isArray(value) ? `[${value.length}]` : ''}</span>
        </summary>
        <JsonTree value={value} depth={depth + 1} />
      </details>
    </div>
  )
}

function PlainValue({ value }: { value: null | boolean | number | string }) {
  if (typeof value === 'string' && value.includes('\n')) return <pre className="json-text">{value}</pre>
  return <span className={typeof value === 'string' ? undefined : 'mono'}>{String(value)}</span>
}
