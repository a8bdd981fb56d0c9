import { Plus, X } from 'lucide-react'
import { formatCount } from '../format/quantities.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { JsonTree } from '../parts/json-tree.tsx'
import type { EditedMessage, ReplayDraft } from './replay-request.ts'

const ROLES = ['system', 'developer', 'user', 'assistant', 'tool']
const FEWEST_LINES = 2
const MOST_LINES = 14

interface MessageEditorProps {
  draft: ReplayDraft
  onChange: (draft: ReplayDraft) => void
}

/** The parts of a call that one may want to change. */
export function MessageEditor({ draft, onChange }: MessageEditorProps) {
  const { messages, tools } = draft
  const put = (index: number, message: EditedMessage) => onChange({ ...draft, messages: messages.with(index, message) })
  return (
    <>
      <Parameters draft={draft} onChange={onChange} />
      <ol className="edited-messages">
        {messages.map((message, index) => (
          <li key={index}>
            <div className="toolbar">
              <select
                className="input"
                aria-label={`Role of message ${index + 1}`}
                value={message.role}
                onChange={event => put(index, { ...message, role: event.target.value })}
              >
                {[...new Set([...ROLES, message.role])].map(role => (
                  <option key={role}>{role}</option>
                ))}
              </select>
              <span className="spring" />
              <IconButton
                name={`Take message ${index + 1} out`}
                onClick={() => onChange({ ...draft, messages: messages.toSpliced(index, 1) })}
              >
                <X size={14} />
              </IconButton>
            </div>
            <textarea
              className="input"
              aria-label={`Message ${index + 1}`}
              rows={Math.min(MOST_LINES, Math.max(FEWEST_LINES, message.text.split('\n').length))}
              value={message.text}
              onChange={event => put(index, { ...message, text: event.target.value })}
            />
            {Object.keys(message.rest).length > 0 && <JsonTree value={message.rest} />}
          </li>
        ))}
      </ol>
      <div className="toolbar">
        <Button onClick={() => onChange({ ...draft, messages: [...messages, { role: 'user', text: '', rest: {} }] })}>
          <Plus size={14} /> Add a message
        </Button>
        {tools.length > 0 && (
          <Button onClick={() => onChange({ ...draft, tools: [] })}>
            Leave out {formatCount(tools.length, 'tool')}
          </Button>
        )}
      </div>
    </>
  )
}

const PARAMETERS = [
  ['model', 'Model', 'text'],
  ['temperature', 'Temperature', 'decimal'],
  ['maxTokens', 'Most tokens', 'numeric'],
] as const

function Parameters({ draft, onChange }: MessageEditorProps) {
  return (
    <div className="field-row">
      {PARAMETERS.map(([name, title, inputMode]) => (
        <label key={name} className="field">
          {title}
          <input
            className="input"
            inputMode={inputMode}
            value={draft[name]}
            onChange={event => onChange({ ...draft, [name]: event.target.value })}
          />
        </label>
      ))}
    </div>
  )
}
