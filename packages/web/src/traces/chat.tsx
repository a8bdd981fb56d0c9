import { Suspense, useState } from 'react'
import { lazyPart } from '../app/lazy-part.ts'
import type { Json } from '../api/wire.ts'
import { formatBytes } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { JsonTree } from '../parts/json-tree.tsx'
import { isMarkdown, readMessages, type ShownMessage, type ShownPart } from './messages.ts'

const Markdown = lazyPart(async () => (await import('../parts/markdown.tsx')).Markdown)

/** Longer texts are cut until somebody asks for all of them. */
const LONG = 3000

/** What went in or came out: as a chat where it is one, else as it is. */
export function Chat({ value }: { value: Json | undefined }) {
  const [asWritten, setAsWritten] = useState(false)
  if (value === undefined || value === null) return <p className="quiet">Nothing was recorded.</p>
  const messages = readMessages(value)
  if (!messages) return <JsonTree value={value} />
  return (
    <>
      {messages.some(hasMarkdown) && (
        <label className="labelled chat-choice">
          <input type="checkbox" checked={asWritten} onChange={event => setAsWritten(event.target.checked)} />
          as it was written
        </label>
      )}
      <ol className="chat">
        {messages.map(({ role, parts }, index) => (
          <li key={index} data-role={role}>
            {role !== '' && <div className="chat-role">{role}</div>}
            {parts.map((part, at) => (
              <Part key={at} part={part} asWritten={asWritten} />
            ))}
          </li>
        ))}
      </ol>
    </>
  )
}

function hasMarkdown({ parts }: ShownMessage): boolean {
  return parts.some(part => part.kind === 'text' && isMarkdown(part.text))
}

function Part({ part, asWritten }: { part: ShownPart; asWritten: boolean }) {
  switch (part.kind) {
    case 'text':
      return <Text text={part.text} asWritten={asWritten || !isMarkdown(part.text)} />
    case 'thought':
      return (
        <details>
          <summary className="quiet">Thoughts</summary>
          <Text text={part.text} asWritten />
        </details>
      )
    case 'other':
      return <JsonTree value={part.value} />
    case 'call':
    case 'result':
      return (
        <div className="chat-tool">
          <div className="mono">
            {part.kind === 'call' ? `calls ${part.name}` : 'result'} <span className="quiet">{part.id}</span>
          </div>
          <JsonTree value={readable(part.value)} />
        </div>
      )
    case 'hidden':
      return <p className="quiet">{part.length.toLocaleString('en-US')} characters, of which only a hash was kept</p>
    default:
      return <Bytes part={part} />
  }
}

function Bytes({ part }: { part: Extract<ShownPart, { address: string }> }) {
  if (part.kind === 'picture') return <img src={part.address} alt="Picture in the message" className="chat-picture" />
  // words of a sound are not known
  if (part.kind === 'sound')
    return <audio controls preload="none" src={part.address} aria-label="Sound in the message" />
  return (
    <a href={part.address} rel="noreferrer noopener" target="_blank" className="chat-text">
      {part.kind === 'file' ? `${part.mime || 'file'}, ${formatBytes(part.size)}` : part.address}
    </a>
  )
}

function Text({ text, asWritten }: { text: string; asWritten: boolean }) {
  const [isWhole, setWhole] = useState(false)
  const shown = isWhole || text.length <= LONG ? text : text.slice(0, LONG)
  const plain = <div className="chat-text">{shown}</div>
  return (
    <>
      {asWritten ? (
        plain
      ) : (
        <Suspense fallback={plain}>
          <Markdown text={shown} />
        </Suspense>
      )}
      {shown.length < text.length && (
        <Button className="chat-more" onClick={() => setWhole(true)}>
          … show all {text.length.toLocaleString('en-US')} characters
        </Button>
      )}
    </>
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
