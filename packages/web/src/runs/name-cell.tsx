import { Link } from 'wouter'
import type { RunRow } from '../api/wire.ts'
import { useTheme } from '../app/theme.ts'
import { colorAt } from '../parts/run-colors.ts'

/** The run's name; a chosen run shows the colour that its lines have. */
export function NameCell({ run, index }: { run: RunRow; index: number }) {
  const { isDark } = useTheme()
  return (
    <span className="run-name">
      <span className="dot" style={{ background: index === -1 ? 'transparent' : colorAt(index, isDark) }} />
      <Link className="cut" href={`/runs/${run.id}`} title={run.name}>
        {run.name}
      </Link>
    </span>
  )
}
