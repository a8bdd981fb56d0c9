import { useCallback, useState } from 'react'

/** Keys that the reader wants on top, kept in this browser for each project. */
export function usePinnedKeys(project: string): [string[], (key: string) => void] {
  const place = `seetrain.pinned.${project}`
  const [pinned, setPinned] = useState(() => read(place))
  const toggle = useCallback(
    (key: string) =>
      setPinned(before => {
        const after = before.includes(key) ? before.filter(other => other !== key) : [...before, key]
        write(place, after)
        return after
      }),
    [place],
  )
  return [pinned, toggle]
}

function read(place: string): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    return Array.isArray(kept) ? kept.filter(key => typeof key === 'string') : []
  } catch {
    return []
  }
}

function write(place: string, pinned: string[]): void {
  try {
    localStorage.setItem(place, JSON.stringify(pinned))
  } catch {
    // storage is closed to this page: pins last as long as the page
  }
}
