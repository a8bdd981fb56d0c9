import { useEffect, useRef, useState } from 'react'
import { loader, type Loader } from 'vega'
import embed from 'vega-embed'
import { expressionInterpreter } from 'vega-interpreter'
import { useTheme } from '../../app/theme.ts'

const NOT_LOADED = 'Data from other addresses is not loaded here. Log the data with the plot.'

/** A specification may name data by address; a logged one is not allowed to make this page fetch anything. */
function closedLoader(tell: (problem: string) => void): Loader {
  const load = () => {
    tell(NOT_LOADED)
    return Promise.reject(new Error(NOT_LOADED))
  }
  return Object.assign(loader(), { load })
}

export function VegaPlot({ spec, mode, label }: { spec: object; mode: 'vega' | 'vega-lite'; label: string }) {
  const holder = useRef<HTMLDivElement>(null)
  const { isDark } = useTheme()
  const [problem, setProblem] = useState<string>()
  useEffect(() => {
    let isGone = false
    let finalize = () => {}
    // expressions are interpreted, so that none becomes a program of this page
    embed(holder.current!, structuredClone(spec), {
      mode,
      actions: false,
      ast: true,
      expr: expressionInterpreter,
      loader: closedLoader(setProblem),
      tooltip: { sanitize: value => String(value).replace(/[&<>]/g, sign => `&#${sign.charCodeAt(0)};`) },
      config: { background: 'transparent' },
      ...(isDark && { theme: 'dark' as const }),
    }).then(
      result => {
        if (isGone) result.finalize()
        else finalize = () => result.finalize()
      },
      error => setProblem(error instanceof Error ? error.message : String(error)),
    )
    return () => {
      isGone = true
      finalize()
    }
  }, [spec, mode, isDark])
  return (
    <>
      {problem !== undefined && <p role="alert">{problem}</p>}
      <div ref={holder} role="img" aria-label={label} className="scroll-x" />
    </>
  )
}
