import { useQuery } from '@tanstack/react-query'
import { seriesQuery } from '../api/queries.ts'
import { useTheme } from '../app/theme.ts'
import { colorAt } from '../parts/run-colors.ts'
import { Sparkline } from '../parts/sparkline.tsx'

const BUCKETS = 48

interface SparkCellProps {
  run: string
  metric: string
  at: number
}

export function SparkCell({ run, metric, at }: SparkCellProps) {
  const { isDark } = useTheme()
  const { data } = useQuery(
    seriesQuery({ runs: [run], keys: [metric], source: 'metric', axis: 'step', buckets: BUCKETS }),
  )
  return <Sparkline line={data?.[0]} color={at === -1 ? 'var(--quiet)' : colorAt(at, isDark)} />
}
