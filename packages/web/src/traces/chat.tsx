import type { Json } from '../api/wire.ts'
import { JsonTree } from '../parts/json-tree.tsx'
import { readMessages, type ShownPart } from './messages.ts'

/** What went in or came out: as a chat where it is one, else as it is. */
export function Chat({ value }: { value: Json | undefined }) {
  if (value === undefined || value === null) return <p className="quiet">Nothing was recorded.</p>
  const messages = readMessages(value)
  if (!messages) return <JsonTree value={value} />
  return (
    <ol className="chat">
      {messages.map(({ role, parts }, index) => (
        <li key={index} data-role={role}>
          {role !== '' && <div className="chat-role">{role}</div>}
          {parts.map((part, at) => (
            <Part key={at} part={part} />
          ))}
        </li>
      ))}
    </ol>
  )
}

function Part({ part }: { part: ShownPart }) {
  if (part.kind === 'text') return <div className="chat-text">{part.text}</div>
  if (part.kind === 'picture') return <img src={part.address} alt="Picture in the message" className="chat-picture" />
  if (part.kind === 'other') return <JsonTree value={part.value} />
  if (part.kind === 'thought')
    return (
      <details>
        <summary className="quiet">Thoughts</summary>
        <div className="chat-text quiet">{part.text}</div>
      </details>
    )
  return (
    <div className="chat-tool">
      <div className="mono">
        {part.kind === 'call' ? `calls ${part.name}` : 'result'} <span className="quiet">{part.id}</span>
      </div>
      <JsonTree value={readable(part.value)} />
    </div>
  )
}

/** Arguments that came as the text of JSON are shown as what they say. */
function readable(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value) as Json
  } catch {
    return value
  }
}
