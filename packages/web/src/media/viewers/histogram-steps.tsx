import { useEffect, useRef } from 'react'
import { useTheme } from '../../app/theme.ts'
import { formatNumber } from '../../format/quantities.ts'
import { spreadBins, type StepBins } from './spread-bins.ts'

const ROWS = 96

/** A column per step, the darker the more values lie there. */
export function HistogramSteps({
  steps,
  current,
  label,
}: {
  steps: readonly StepBins[]
  current: number
  label: string
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { isDark } = useTheme()
  const { from, to, shares } = spreadBins(steps, ROWS)
  useEffect(() => paint(canvas.current!, shares, isDark))
  const at = steps.findLastIndex(({ step }) => step <= current)
  return (
    <div>
      <div className="histogram-steps">
        <canvas ref={canvas} width={steps.length} height={ROWS} role="img" aria-label={`Histograms of ${label}`} />
        <span className="current-step" style={{ left: `${((at + 0.5) / steps.length) * 100}%` }} />
      </div>
      <p className="quiet">
        {formatNumber(from, 4)} to {formatNumber(to, 4)}, steps {steps[0]!.step} to {steps.at(-1)!.step}
      </p>
    </div>
  )
}

function paint(canvas: HTMLCanvasElement, shares: readonly Float64Array[], isDark: boolean): void {
  const context = canvas.getContext('2d')!
  const [red, green, blue] = isDark ? [157, 176, 255] : [53, 72, 200]
  context.clearRect(0, 0, canvas.width, canvas.height)
  shares.forEach((column, x) => {
    const most = Math.max(...column) || 1
    column.forEach((share, row) => {
      if (share === 0) return
      context.fillStyle = `rgb(${red} ${green} ${blue} / ${Math.sqrt(share / most)})`
      context.fillRect(x, ROWS - 1 - row, 1, 1)
    })
  })
}
