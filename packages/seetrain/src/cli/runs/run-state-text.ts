import type { RunSummary } from '@seetrain/core'
import { paint } from '../output/screen.ts'

const STYLES = { running: 'cyan', finished: 'green', failed: 'red', killed: 'yellow' } as const

/** A state, or a cell that holds it, in the state's colour. */
export function paintState(state: RunSummary['state'], text: string = state): string {
  return paint(STYLES[state], text)
}
