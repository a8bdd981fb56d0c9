import type { RunStateName } from '../api/wire.ts'

const TONES = { running: 'live', finished: 'good', failed: 'bad', killed: 'warn' }

export function StateBadge({ state }: { state: RunStateName }) {
  return (
    <span className="badge" data-tone={TONES[state]}>
      {state}
    </span>
  )
}
