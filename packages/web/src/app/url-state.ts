import { useCallback } from 'react'
import { useSearchParams } from 'wouter'

/** Members of the address behind `?`. What is undefined or empty is taken out. */
export type UrlChange = { [name: string]: string | readonly string[] | undefined }

export interface UrlState {
  text(name: string): string | undefined
  list(name: string): string[]
  /** Typing replaces the entry of the browser's history; a choice adds one, so that "back" undoes it. */
  change(change: UrlChange, options?: { replace?: boolean }): void
}

/** What a view shows is in its address, so that a link shows the same to somebody else. */
export function useUrlState(): UrlState {
  const [search, setSearch] = useSearchParams()
  const change = useCallback(
    (change: UrlChange, options?: { replace?: boolean }) =>
      setSearch(before => changed(before, change), { replace: options?.replace ?? false }),
    [setSearch],
  )
  return {
    text: name => search.get(name) ?? undefined,
    list: name => search.getAll(name),
    change,
  }
}

export function changed(before: URLSearchParams, change: UrlChange): URLSearchParams {
  const after = new URLSearchParams(before)
  for (const [name, value] of Object.entries(change)) {
    after.delete(name)
    const values = typeof value === 'string' ? [value] : (value ?? [])
    for (const item of values) if (item !== '') after.append(name, item)
  }
  return after
}
