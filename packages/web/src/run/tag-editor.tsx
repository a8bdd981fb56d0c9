import { X } from 'lucide-react'
import { useState } from 'react'
import type { RunRow } from '../api/wire.ts'
import { useMayWrite } from '../app/may-write.ts'
import { useEditRun } from './edit-run.ts'

export function TagEditor({ run }: { run: RunRow }) {
  const [typed, setTyped] = useState('')
  const edit = useEditRun(run)
  const mayWrite = useMayWrite()
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
          {mayWrite && (
            <button
              type="button"
              className="tag-remove"
              aria-label={`Remove the tag ${tag}`}
              onClick={() => edit.mutate({ tags: run.tags.filter(other => other !== tag) })}
            >
              <X size={12} aria-hidden />
            </button>
          )}
        </span>
      ))}
      {mayWrite && (
        <input
          className="input tag-input"
          aria-label="Add a tag"
          placeholder="add a tag"
          value={typed}
          maxLength={128}
          onChange={event => setTyped(event.target.value)}
        />
      )}
      {!mayWrite && run.tags.length === 0 && <span className="quiet">none</span>}
      {edit.error && <span role="alert">{edit.error.message}</span>}
    </form>
  )
}
