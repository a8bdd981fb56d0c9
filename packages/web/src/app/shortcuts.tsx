import { useEffect, useRef } from 'react'
import { useLocation } from 'wouter'
import { Dialog } from '../parts/dialog.tsx'

const PLACES: { [key: string]: string } = {
  r: '/runs',
  t: '/traces',
  e: '/evaluations',
  p: '/prompts',
  a: '/artifacts',
  l: '/alerts',
}

const SHORTCUTS = [
  ['g then r', 'Runs'],
  ['g then t', 'Traces'],
  ['g then e', 'Evaluations'],
  ['g then p', 'Prompts'],
  ['g then a', 'Artifacts'],
  ['g then l', 'Alerts'],
  ['/', 'Search in this view'],
  ['↑ ↓', 'Move through rows of a table'],
  ['Space', 'Choose a run to compare'],
  ['Enter', 'Open the row'],
  ['← →', 'Move the cursor of a chart; with Shift, ten places'],
  ['+ − 0', 'Zoom a chart in, out, all of it'],
  ['[ ]', 'Move a zoomed chart along its axis; Shift and drag does too'],
  ['f', 'A chart over the full screen'],
  ['?', 'This list'],
] as const

/** Keys that work everywhere but in fields. */
export function useShortcuts(onHelp: () => void): void {
  const [, navigate] = useLocation()
  const wentAt = useRef(0)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return
      const place = PLACES[event.key]
      const going = event.timeStamp - wentAt.current < 1000
      if (event.key === 'g') wentAt.current = event.timeStamp
      else if (going && place !== undefined) navigate(place)
      else if (event.key === '?') onHelp()
      else if (event.key === '/') focusSearch(event)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [navigate, onHelp])
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}

function focusSearch(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>('input[type="search"]')
  if (!field) return
  event.preventDefault()
  field.focus()
}

export function ShortcutsDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog title="Keyboard shortcuts" open={open} onClose={onClose}>
      <dl className="pairs">
        {SHORTCUTS.map(([keys, what]) => (
          <div key={keys} style={{ display: 'contents' }}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  )
}
