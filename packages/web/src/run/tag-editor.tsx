import { X } from 'lucide-react'
import { useState } from 'react'
import type { RunRow } from '../api/wire.ts'
import { useEditRun } from './edit-run.ts'

export function TagEditor({ run }: { run: RunRow }) {
  const [typed, setTyped] = useState('')
  const edit = useEditRun(run)
  const add = () => {
    const tag = typed.trim()
    setTyped('')
    if (tag !== '' && !run.tags.includes(tag)) edit.mutate({ tags: [...run.tags, tag] })
  }
  return (
    <form
      className="toolbar"
      onSubmit={event => {
        event.preventDefault()
        add()
      }}
    >
      {run.tags.map(tag => (
        <span key={tag} className="badge">
          {tag}
          <button
            type="button"
            className="tag-remove"
            aria-label={`Remove the tag ${tag}`}
            onClick={() => edit.mutate({ tags: run.tags.filter(other => other !== tag) })}
          >
            <X size={12} aria-hidden />
          </button>
        </span>
      ))}
      <input
        className="input tag-input"
        aria-label="Add a tag"
        placeholder="add a tag"
        value={typed}
        maxLength={128}
        onChange={event => setTyped(event.target.value)}
      />
      {edit.error && <span role="alert">{edit.error.message}</span>}
    </form>
  )
}
