import { Link } from 'wouter'
import { formatNumber } from '../format/quantities.ts'
import { HeadCells } from '../parts/head-cells.tsx'
import { TextChanges } from '../parts/text-changes.tsx'
import { ChangeMark } from './change-mark.tsx'
import type { ComparedRow } from './evaluation.ts'

interface EvaluationRowsProps {
  runId: string
  rows: readonly ComparedRow[]
  hasBefore: boolean
}

/** What was asked, expected and answered, and how it was judged. An output that changed shows how. */
export function EvaluationRows({ runId, rows, hasBefore }: EvaluationRowsProps) {
  const scorers = [...new Set(rows.flatMap(({ scores, before }) => Object.keys({ ...before?.scores, ...scores })))]
  return (
    <div className="card scroll-x evaluated" tabIndex={0} role="region" aria-label="Examples">
      <table className="plain-table">
        <thead>
          <tr>
            <HeadCells names={['Example', 'Input', 'Expected', hasBefore ? 'Output, and what changed' : 'Output']} />
            <HeadCells names={scorers} areNumbers />
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.id}>
              <th scope="row">
                <Link href={`/runs/${runId}/traces?kind=evaluation&q=${encodeURIComponent(row.id)}`}>{row.id}</Link>
              </th>
              <td>{row.input}</td>
              <td>{row.expected ?? <span className="quiet">–</span>}</td>
              <td>
                <Output row={row} />
              </td>
              {scorers.map(name => (
                <td key={name} className="number">
                  <ScoreCell row={row} scorer={name} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Output({ row: { output, error, before } }: { row: ComparedRow }) {
  if (error !== undefined) return <span className="evaluation-error">{error}</span>
  if (before?.output !== undefined && before.output !== output)
    return <TextChanges before={before.output} after={output ?? ''} />
  return output ?? <span className="quiet">–</span>
}

function ScoreCell({ row: { scores, before, moved }, scorer }: { row: ComparedRow; scorer: string }) {
  const [score, was] = [scores[scorer], before?.scores[scorer]]
  if (score === undefined)
    return <span className="quiet">{was === undefined ? '–' : `was ${formatNumber(was, 4)}`}</span>
  return (
    <>
      {formatNumber(score, 4)} <ChangeMark by={moved[scorer] ?? 0} />
    </>
  )
}
