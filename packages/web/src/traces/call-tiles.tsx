import type { CallSums } from '../api/call-wire.ts'
import { formatCount, formatDuration } from '../format/quantities.ts'
import { formatCost } from './span-facts.ts'

/** The calls of all models in a row of great numbers. */
export function CallTiles({ models }: { models: readonly CallSums[] }) {
  const sum = (read: (sums: CallSums) => number | null) => models.reduce((total, sums) => total + (read(sums) ?? 0), 0)
  const calls = sum(sums => sums.calls)
  const errors = sum(sums => sums.errors)
  const slowest = Math.max(...models.map(({ slow }) => slow ?? 0))
  const tiles: [string, string, string?][] = [
    ['Calls', calls.toLocaleString('en-US'), formatCount(models.length, 'model')],
    ['Errors', errors.toLocaleString('en-US'), `${((100 * errors) / Math.max(1, calls)).toFixed(1)} %`],
    ['Cost', formatCost(sum(sums => sums.cost)), 'as far as prices are known'],
    ['Tokens in', shortCount(sum(sums => sums.inputTokens))],
    ['Tokens out', shortCount(sum(sums => sums.outputTokens))],
    ['Slow calls', formatDuration(slowest), '95 of 100 are faster'],
  ]
  return (
    <dl className="tiles">
      {tiles.map(([name, value, more]) => (
        <div key={name} className="card tile">
          <dt>{name}</dt>
          <dd>
            <strong>{value}</strong>
            {more !== undefined && <span className="quiet">{more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}

/** `950`, `12.3 K`, `4.56 M`. */
export function shortCount(count: number): string {
  if (count < 10_000) return count.toLocaleString('en-US')
  const [size, unit] = count < 999_500 ? [1e3, 'K'] : [1e6, 'M']
  return `${Number((count / size).toPrecision(3)).toLocaleString('en-US')} ${unit}`
}
