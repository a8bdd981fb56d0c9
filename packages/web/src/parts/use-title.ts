import { useEffect } from 'react'

/** Names the browser's tab and history entry after the view. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · SeeTrain`
  }, [title])
}
