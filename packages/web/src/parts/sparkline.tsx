import type { Line } from '../api/series.ts'

const WIDTH = 96
const HEIGHT = 22

/** A line in a table row; the band keeps spikes in sight. */
export function Sparkline({ line, color }: { line: Line | undefined; color: string }) {
  const paths = line && sparkPaths(line)
  if (!paths) return <span className="quiet">–</span>
  return (
    <svg width={WIDTH} height={HEIGHT} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      <path d={paths.band} fill={color} opacity={0.25} />
      <path d={paths.mean} fill="none" stroke={color} strokeWidth={1.5} strokeLinejoin="round" />
    </svg>
  )
}

export function sparkPaths({ x, mean, min, max }: Line): { mean: string; band: string } | undefined {
  const places = Array.from(x.keys()).filter(index => Number.isFinite(mean[index]!))
  if (places.length === 0) return undefined
  const low = Math.min(...places.map(index => min[index]!))
  const high = Math.max(...places.map(index => max[index]!))
  const from = x[places[0]!]!
  const width = x[places.at(-1)!]! - from || 1
  const across = (index: number) => (((x[index]! - from) / width) * (WIDTH - 4) + 2).toFixed(1)
  const up = (value: number) => (HEIGHT - 2 - ((value - low) / (high - low || 1)) * (HEIGHT - 4)).toFixed(1)
  const walk = (values: Float64Array, order: number[]) => order.map(index => `${across(index)} ${up(values[index]!)}`)
  if (places.length === 1) {
    const at = `${across(places[0]!)} ${up(mean[places[0]!]!)}`
    return { mean: `M${at}h1.5`, band: '' }
  }
  return {
    mean: `M${walk(mean, places).join('L')}`,
    band: `M${walk(max, places).join('L')}L${walk(min, [...places].reverse()).join('L')}Z`,
  }
}
