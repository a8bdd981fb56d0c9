import { diffWordsWithSpace } from 'diff'
import { useMemo } from 'react'
import '../styles/diff.css'

/** Longer texts are not compared word by word. */
const MOST_COMPARED = 60_000

/** A text with what was added and removed since another one. */
export function TextChanges({ before, after }: { before: string; after: string }) {
  const pieces = useMemo(
    () => (before.length + after.length > MOST_COMPARED ? undefined : diffWordsWithSpace(before, after)),
    [before, after],
  )
  if (!pieces) return <p className="quiet">The texts are too long to be compared word by word.</p>
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
