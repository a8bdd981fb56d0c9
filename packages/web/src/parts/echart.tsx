import * as echarts from 'echarts'
import { useEffect, useRef } from 'react'
import { useTheme } from '../app/theme.ts'

interface EchartProps {
  label: string
  option: echarts.EChartsCoreOption
  height: number
  onPick?: (name: string) => void
}

/** A chart of ECharts that follows the page's size and colours. */
export function Echart({ label, option, height, onPick }: EchartProps) {
  const holder = useRef<HTMLDivElement>(null)
  const { isDark } = useTheme()
  const pick = useRef(onPick)
  pick.current = onPick
  useEffect(() => {
    const chart = echarts.init(holder.current, isDark ? 'dark' : undefined)
    chart.setOption({ backgroundColor: 'transparent', animation: false, ...option })
    chart.on('click', ({ name }) => pick.current?.(name))
    const observer = new ResizeObserver(() => chart.resize())
    observer.observe(holder.current!)
    return () => {
      observer.disconnect()
      chart.dispose()
    }
  }, [option, isDark])
  return <div ref={holder} role="img" aria-label={label} style={{ height, width: '100%' }} />
}
