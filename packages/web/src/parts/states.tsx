import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { HubError } from '../api/request.ts'
import { Button } from './button.tsx'

/** Nothing is there, and how something comes to be. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="note">
      <h2>{title}</h2>
      {children}
    </div>
  )
}

export function Loading({ what }: { what: string }) {
  return (
    <div className="note" role="status">
      <div className="spinner" aria-hidden />
      <p>Loading {what} …</p>
    </div>
  )
}

/** Why a view has nothing to show, and what to try. */
export function Failure({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  return (
    <div className="note" role="alert">
      <h2>{titleOf(error)}</h2>
      <p>{error instanceof Error ? wordsOf(error) : String(error)}</p>
      {isMissing(error) ? (
        <Link className="button" href="/runs">
          All runs
        </Link>
      ) : (
        onRetry && <Button onClick={onRetry}>Try again</Button>
      )}
    </div>
  )
}

/** What is not there will not come by asking again. */
function isMissing(error: unknown): boolean {
  return error instanceof HubError && error.status === 404
}

/** Without the name of the parameter that is at fault: it is part of an address, not of what people typed. */
function wordsOf({ message }: Error): string {
  const words = message.replace(/^(id|sha256|path): /, '')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function titleOf(error: unknown): string {
  if (!(error instanceof HubError)) return 'This could not be shown'
  if (error.status === 0) return 'The hub does not answer'
  if (error.status === 401 || error.status === 403) return 'The hub does not allow this'
  if (error.status === 404) return 'Not found'
  return error.status >= 500 ? 'The hub had a problem' : 'The hub did not take the question'
}

interface QueryLike<Data> {
  data: Data | undefined
  error: unknown
  refetch: () => unknown
}

/** What a view shows in place of its data: a wait, a failure, or the data itself. */
export function Loaded<Data>({
  query,
  what,
  children,
}: {
  query: QueryLike<Data>
  what: string
  children: (data: Data) => ReactNode
}) {
  if (query.data !== undefined) return children(query.data)
  if (query.error) return <Failure error={query.error} onRetry={() => void query.refetch()} />
  return <Loading what={what} />
}
