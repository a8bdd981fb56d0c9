import { useQuery } from '@tanstack/react-query'
import { diffWordsWithSpace } from 'diff'
import { useMemo, useState } from 'react'
import { blobTextQuery, mediaQuery } from '../../api/queries.ts'
import { Markdown } from '../../parts/markdown.tsx'
import { Loaded } from '../../parts/states.tsx'
import type { ViewerProps } from '../viewers.ts'
import '../../styles/diff.css'

/** Longer texts are not compared word by word. */
const MOST_COMPARED = 60_000

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
  const pieces = useMemo(
    () =>
      old.data === undefined || old.data.length + text.length > MOST_COMPARED
        ? undefined
        : diffWordsWithSpace(old.data, text),
    [old.data, text],
  )
  if (media.data && sha256 === undefined) return <p className="quiet">There was no such text at step {before}.</p>
  if (!pieces)
    return (
      <p className="quiet">
        {old.data === undefined ? 'Comparing …' : 'The texts are too long to be compared word by word.'}
      </p>
    )
  return (
    <pre className="text-diff">
      {pieces.map(({ value, added, removed }, at) => {
        if (added)
          return (
            <ins key={at} className="added">
              {value}
            </ins>
          )
        return removed ? (
          <del key={at} className="removed">
            {value}
          </del>
        ) : (
          <span key={at}>{value}</span>
        )
      })}
    </pre>
  )
}
