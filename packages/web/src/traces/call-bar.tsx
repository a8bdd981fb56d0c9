import { useState } from 'react'
import { Link } from 'wouter'
import { useMayWrite } from '../app/may-write.ts'
import { formatCount } from '../format/quantities.ts'
import { Button } from '../parts/button.tsx'
import { DatasetDialog } from './dataset-dialog.tsx'
import { parsePlace } from './call-place.ts'

/** What can be done with the ticked calls. */
export function CallBar({ chosen, onClear }: { chosen: readonly string[]; onClear: () => void }) {
  const mayWrite = useMayWrite()
  const [asking, setAsking] = useState(false)
  const search = new URLSearchParams(chosen.map(place => ['call', place])).toString()
  return (
    <div className="toolbar bulk-bar" role="region" aria-label="Chosen calls">
      <strong>{formatCount(chosen.length, 'call')} chosen</strong>
      {chosen.length === 2 ? (
        <Link className="button" data-look="main" href={`/calls/compare?${search}`}>
          Compare
        </Link>
      ) : (
        <Button disabled title="Choose two calls to compare them">
          Compare
        </Button>
      )}
      {chosen.length === 1 && mayWrite && (
        <Link className="button" href={`/calls/replay?${search}`}>
          Send again
        </Link>
      )}
      {mayWrite && <Button onClick={() => setAsking(true)}>Make a dataset</Button>}
      <Button look="bare" onClick={onClear}>
        Clear
      </Button>
      <DatasetDialog
        calls={chosen.flatMap(place => parsePlace(place) ?? [])}
        open={asking}
        onClose={() => setAsking(false)}
      />
    </div>
  )
}
