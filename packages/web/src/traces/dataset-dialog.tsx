import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import type { CallPlace, DatasetAnswer } from '../api/call-wire.ts'
import { hub } from '../api/hub.ts'
import { artifactAddress } from '../artifacts/artifact-address.ts'
import { formatCount } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { Dialog } from '../parts/dialog.tsx'

interface DatasetDialogProps {
  calls: readonly CallPlace[]
  open: boolean
  onClose: () => void
}

/** Makes a dataset for `evaluate` from recorded calls. */
export function DatasetDialog({ calls, open, onClose }: DatasetDialogProps) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [withAnswers, setWithAnswers] = useState(true)
  const make = useMutation({
    mutationFn: () => hub.makeDataset(calls[0]!.runId, { name: name.trim(), withAnswers, calls }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['artifacts'] }),
  })
  const close = () => {
    make.reset()
    onClose()
  }
  return (
    <Dialog title={`A dataset of ${formatCount(calls.length, 'call')}`} open={open} onClose={close}>
      {make.data ? (
        <Made dataset={make.data} onClose={close} />
      ) : (
        <form
          className="form"
          onSubmit={event => {
            event.preventDefault()
            make.mutate()
          }}
        >
          <label className="field">
            Name
            <input className="input" value={name} maxLength={128} onChange={event => setName(event.target.value)} />
          </label>
          <p className="quiet">A name that is there already gets a new version.</p>
          <label className="labelled">
            <input type="checkbox" checked={withAnswers} onChange={event => setWithAnswers(event.target.checked)} />
            What was answered is what is expected
          </label>
          {make.error && <p role="alert">{make.error.message}</p>}
          <div className="toolbar">
            <span className="spring" />
            <Button onClick={close}>Cancel</Button>
            <Button type="submit" look="main" disabled={name.trim() === '' || make.isPending}>
              Make it
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}

function Made({ dataset, onClose }: { dataset: DatasetAnswer; onClose: () => void }) {
  const { name, version, examples } = dataset
  return (
    <>
      <p role="status">
        <Link href={artifactAddress(dataset)}>
          {name}:{version}
        </Link>{' '}
        holds {formatCount(examples, 'example')} in <code>examples.json</code>, as <code>evaluate</code> takes them.
      </p>
      <div className="toolbar">
        <span className="spring" />
        <Button onClick={onClose}>Close</Button>
      </div>
    </>
  )
}
