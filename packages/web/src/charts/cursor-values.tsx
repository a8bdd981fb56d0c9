import type { AxisName } from '../api/series.ts'
import type { ChartLine } from './chart-line.ts'
import { axisTitle } from './line-of.ts'
import type { CursorPlace } from './plot.tsx'
import { placeText } from './plot-options.ts'
import { formatValue, type Unit } from './units.ts'

const MOST_SHOWN = 12

interface CursorValuesProps {
  lines: readonly ChartLine[]
  axis: AxisName
  unit: Unit
  cursor: CursorPlace
}

/** What lies under the cursor, the greatest value first. */
export function CursorValues({ lines, axis, unit, cursor }: CursorValuesProps) {
  const found = lines
    .flatMap(line => {
      const index = nearest(line.x, cursor.x)
      return index === undefined ? [] : [{ line, index }]
    })
    .sort((a, b) => b.line.value[b.index]! - a.line.value[a.index]!)
  if (found.length === 0) return null
  const { line, index } = found[0]!
  const side = cursor.left > cursor.width / 2 ? { right: cursor.width - cursor.left + 12 } : { left: cursor.left + 12 }
  return (
    <div className="cursor-values" style={side} role="status">
      <div className="quiet">
        {axisTitle(axis)} {placeText(axis, line.x[index]!)}
      </div>
      {found.slice(0, MOST_SHOWN).map(({ line, index }) => (
        <div key={line.name} className="cursor-value">
          <span className="dot" style={{ background: line.color }} />
          <span className="cut">{line.name}</span>
          <strong>{formatValue(line.value[index]!, unit)}</strong>
          {line.low[index] !== line.high[index] && (
            <span className="quiet">
              {formatValue(line.low[index]!, unit, 3)} … {formatValue(line.high[index]!, unit, 3)}
            </span>
          )}
        </div>
      ))}
      {found.length > MOST_SHOWN && <div className="quiet">and {found.length - MOST_SHOWN} more</div>}
    </div>
  )
}

/** The place of rising `x` that is nearest to `at`. */
export function nearest(x: Float64Array, at: number): number | undefined {
  if (x.length === 0) return undefined
  let low = 0
  let high = x.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (x[middle]! < at) low = middle + 1
    else high = middle
  }
  return low > 0 && at - x[low - 1]! < x[low]! - at ? low - 1 : low
}
