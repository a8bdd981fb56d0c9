import { lazyPart } from '../app/lazy-part.ts'
import { Pencil } from 'lucide-react'
import { Suspense, useState } from 'react'
import type { RunRow } from '../api/wire.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { useMayWrite } from '../app/may-write.ts'
import { useEditRun } from './edit-run.ts'

const Markdown = lazyPart(async () => (await import('../parts/markdown.tsx')).Markdown)

/** What people have to say about the run, in Markdown. */
export function Notes({ run }: { run: RunRow }) {
  const [draft, setDraft] = useState<string>()
  const edit = useEditRun(run)
  const mayWrite = useMayWrite()
  const save = () => edit.mutate({ notes: draft ?? '' }, { onSuccess: () => setDraft(undefined) })
  return (
    <section className="card">
      <header>
        <h2 style={{ flex: 1 }}>Notes</h2>
        {draft === undefined && mayWrite && (
          <IconButton name="Edit the notes" onClick={() => setDraft(run.notes ?? '')}>
            <Pencil size={14} />
          </IconButton>
        )}
      </header>
      <div className="card-body">
        {draft === undefined ? (
          <Suspense fallback={<p>{run.notes}</p>}>
            {run.notes ? (
              <Markdown text={run.notes} />
            ) : (
              <p className="quiet">No notes yet.{mayWrite && ' What was tried here, and what came of it?'}</p>
            )}
          </Suspense>
        ) : (
          <div className="notes-editor">
            <textarea
              className="input"
              aria-label="Notes in Markdown"
              rows={10}
              value={draft}
              onChange={event => setDraft(event.target.value)}
              onKeyDown={event => {
                if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
              }}
            />
            <div className="toolbar">
              <span className="quiet spring">Markdown; Ctrl+Enter saves</span>
              {edit.error && <span role="alert">{edit.error.message}</span>}
              <Button onClick={() => setDraft(undefined)}>Cancel</Button>
              <Button look="main" disabled={edit.isPending} onClick={save}>
                Save
              </Button>
            </div>
          </div>
        )}
      </div>
    </section>
  )
}
