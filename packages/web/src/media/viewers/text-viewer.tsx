import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { blobTextQuery, mediaQuery } from '../../api/queries.ts'
import { Markdown } from '../../parts/markdown.tsx'
import { Loaded } from '../../parts/states.tsx'
import { TextChanges } from '../../parts/text-changes.tsx'
import type { ViewerProps } from '../viewers.ts'
import '../../styles/diff.css'

export function TextViewer({ item, runId, mediaKey, step, steps, index }: ViewerProps) {
  const [compares, setCompares] = useState(false)
  const query = useQuery(blobTextQuery(item.blob.sha256))
  const before = steps[steps.indexOf(step) - 1]
  return (
    <div className="text-viewer">
      {before !== undefined && (
        <label className="labelled">
          <input type="checkbox" checked={compares} onChange={event => setCompares(event.target.checked)} />
          what changed since step {before}
        </label>
      )}
      <Loaded query={query} what="the text">
        {text =>
          compares && before !== undefined ? (
            <Changes text={text} runId={runId} mediaKey={mediaKey} before={before} index={index} />
          ) : item.details.format === 'markdown' ? (
            <Markdown text={text} />
          ) : (
            <pre className="text-diff">{text}</pre>
          )
        }
      </Loaded>
    </div>
  )
}

interface ChangesProps {
  text: string
  runId: string
  mediaKey: string
  before: number
  index: number
}

function Changes({ text, runId, mediaKey, before, index }: ChangesProps) {
  const media = useQuery(
    mediaQuery({ runs: [runId], keys: [mediaKey], type: 'text', fromStep: before, toStep: before, limit: 1 }),
  )
  const sha256 = media.data?.rows[0]?.items[index]?.blob.sha256
  const old = useQuery({ ...blobTextQuery(sha256 ?? ''), enabled: sha256 !== undefined })
  if (media.data && sha256 === undefined) return <p className="quiet">There was no such text at step {before}.</p>
  if (old.data === undefined) return <p className="quiet">Comparing …</p>
  return <TextChanges before={old.data} after={text} />
}
