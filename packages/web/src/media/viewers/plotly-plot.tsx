import Plotly from 'plotly.js-strict-dist-min'
import { useEffect, useRef, useState } from 'react'
import { useTheme } from '../../app/theme.ts'

export function PlotlyPlot({ spec, label }: { spec: object; label: string }) {
  const holder = useRef<HTMLDivElement>(null)
  const { isDark } = useTheme()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    const element = holder.current!
    const { data, layout = {} } = spec as { data: object[]; layout?: object }
    const ink = isDark ? '#e6e9ef' : '#1a2130'
    const colors = { paper_bgcolor: 'transparent', plot_bgcolor: 'transparent', font: { color: ink } }
    Plotly.newPlot(
      element,
      structuredClone(data),
      { ...colors, height: 400, ...structuredClone(layout) },
      { responsive: true, displaylogo: false },
    ).catch((error: unknown) => setProblem(error instanceof Error ? error.message : String(error)))
    return () => Plotly.purge(element)
  }, [spec, isDark])
  return (
    <>
      {problem !== undefined && <p role="alert">{problem}</p>}
      <div ref={holder} role="figure" aria-label={label} />
    </>
  )
}
