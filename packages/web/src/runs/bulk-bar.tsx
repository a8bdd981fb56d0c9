import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { hub } from '../api/hub.ts'
import type { RunRow } from '../api/wire.ts'
import { useMayWrite } from '../app/may-write.ts'
import { formatCount } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'

interface BulkBarProps {
  selected: readonly string[]
  /** Those of the chosen runs that are loaded. */
  runs: readonly RunRow[]
  deleted: boolean
  onClear: () => void
}

/** What can be done with the chosen runs. */
export function BulkBar({ selected, runs, deleted, onClear }: BulkBarProps) {
  const [asking, setAsking] = useState<'tag' | 'delete'>()
  const client = useQueryClient()
  const mayWrite = useMayWrite()
  const change = useMutation({
    mutationFn: (act: (id: string) => Promise<unknown>) => Promise.all(selected.map(act)),
    onSuccess: () => setAsking(undefined),
    onSettled: () => client.invalidateQueries(),
  })
  const search = new URLSearchParams(selected.map(id => ['run', id])).toString()
  return (
    <div className="toolbar bulk-bar" role="region" aria-label="Chosen runs">
      <strong>{formatCount(selected.length, 'run')} chosen</strong>
      <Link className="button" data-look="main" href={`/charts?${search}`}>
        Charts
      </Link>
      <Link className="button" href={`/compare?${search}`}>
        Compare
      </Link>
      <Link className="button" href={`/media?${search}`}>
        Media
      </Link>
      {mayWrite && (
        <>
          <Button onClick={() => setAsking('tag')}>Tag</Button>
          {deleted ? (
            <Button onClick={() => change.mutate(hub.restoreRun)}>Restore</Button>
          ) : (
            <Button look="danger" onClick={() => setAsking('delete')}>
              Delete
            </Button>
          )}
        </>
      )}
      <Button look="bare" onClick={onClear}>
        Clear
      </Button>
      {change.error && <span role="alert">{change.error.message}</span>}
      <TagDialog
        open={asking === 'tag'}
        onClose={() => setAsking(undefined)}
        onTag={tag =>
          change.mutate(id =>
            hub.editRun(id, {
              tags: withTag(
                runs.find(run => run.id === id),
                tag,
              ),
            }),
          )
        }
      />
      <Dialog
        title={`Delete ${formatCount(selected.length, 'run')}?`}
        open={asking === 'delete'}
        onClose={() => setAsking(undefined)}
      >
        <p>They leave the lists, and can be restored from “Deleted”. Nothing is removed from disk.</p>
        <div className="toolbar">
          <span className="spring" />
          <Button onClick={() => setAsking(undefined)}>Keep</Button>
          <Button look="danger" disabled={change.isPending} onClick={() => change.mutate(hub.deleteRun)}>
            Delete
          </Button>
        </div>
      </Dialog>
    </div>
  )
}

function withTag(run: RunRow | undefined, tag: string): string[] {
  return [...new Set([...(run?.tags ?? []), tag])]
}

function TagDialog({ open, onClose, onTag }: { open: boolean; onClose: () => void; onTag: (tag: string) => void }) {
  const [tag, setTag] = useState('')
  return (
    <Dialog title="Tag the chosen runs" open={open} onClose={onClose}>
      <form
        className="toolbar"
        onSubmit={event => {
          event.preventDefault()
          onTag(tag.trim())
        }}
      >
        <input
          className="input spring"
          aria-label="Tag"
          value={tag}
          maxLength={128}
          onChange={event => setTag(event.target.value)}
        />
        <Button type="submit" look="main" disabled={tag.trim() === ''}>
          Add the tag
        </Button>
      </form>
    </Dialog>
  )
}
