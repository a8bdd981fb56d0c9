import type { RunPartProps } from '../run/run-view.tsx'
import { MediaBoard } from './media-board.tsx'

export function RunMedia({ detail: { run } }: RunPartProps) {
  return <MediaBoard runs={[run]} />
}
