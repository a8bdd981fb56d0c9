import { useSyncExternalStore } from 'react'

export type Theme = 'system' | 'light' | 'dark'

const KEY = 'seetrain.theme'
const dark = globalThis.matchMedia?.('(prefers-color-scheme: dark)')
const listeners = new Set<() => void>()

/** What was chosen, and whether the page is dark now. Charts redraw when either changes. */
export function useTheme(): { theme: Theme; isDark: boolean } {
  const theme = useSyncExternalStore(subscribe, chosenTheme)
  const isDark = useSyncExternalStore(subscribe, darkNow)
  return { theme, isDark }
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  try {
    localStorage.setItem(KEY, theme)
  } catch {
    // storage is closed to this page: the choice lasts as long as the page
  }
  for (const listener of listeners) listener()
}

function chosenTheme(): Theme {
  const { theme } = document.documentElement.dataset
  return theme === 'light' || theme === 'dark' ? theme : 'system'
}

function darkNow(): boolean {
  const theme = chosenTheme()
  return theme === 'system' ? dark.matches : theme === 'dark'
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  dark.addEventListener('change', listener)
  return () => {
    listeners.delete(listener)
    dark.removeEventListener('change', listener)
  }
}
