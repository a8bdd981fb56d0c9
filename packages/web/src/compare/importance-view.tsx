import { useMemo } from 'react'
import { useUrlState } from '../app/url-state.ts'
import { formatNumber } from '../format/quantities.ts'
import { Empty } from '../parts/states.tsx'
import type { ComparePartProps } from './compare-view.tsx'
import { DimensionChoice } from './dimension-choice.tsx'
import { dimensionsOf } from './dimensions.ts'
import { importances } from './importance.ts'

/** Which config members go with a metric. */
export function ImportanceView({ comparison }: ComparePartProps) {
  const url = useUrlState()
  const metrics = useMemo(
    () => dimensionsOf(comparison).filter(({ id, isNumeric }) => id.startsWith('metric:') && isNumeric),
    [comparison],
  )
  const target =
    metrics.find(({ id }) => id === url.text('target')) ??
    metrics.find(({ title }) => /loss|acc/.test(title)) ??
    metrics[0]
  const found = useMemo(
    () =>
      target
        ? importances(
            comparison.config,
            target.values.map(value => (typeof value === 'number' ? value : Number.NaN)),
          )
        : [],
    [comparison, target],
  )
  if (!target) return <Empty title="These runs have no metric in common to explain" />
  return (
    <>
      <div className="toolbar">
        <DimensionChoice
          label="Metric"
          dimensions={metrics}
          value={target.id}
          onChange={id => url.change({ target: id })}
        />
      </div>
      {found.length === 0 ? (
        <Empty title="Too little to go by">
          <p>It takes at least four runs that have the metric and differ in their config. Choose more runs.</p>
        </Empty>
      ) : (
        <section className="card card-body">
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Importance">
            <table className="plain-table">
              <thead>
                <tr>
                  <th>Config</th>
                  <th>Share of {target.title}</th>
                  <th className="number">Correlation</th>
                  <th className="number">Runs</th>
                </tr>
              </thead>
              <tbody>
                {found.map(({ path, share, correlation, runs }) => (
                  <tr key={path}>
                    <td>{path}</td>
                    <td className="share">
                      <span className="share-bar" aria-hidden>
                        <span
                          style={{ width: `${share * 100}%` }}
                          data-down={correlation !== undefined && correlation < 0}
                        />
                      </span>
                      {Math.round(share * 100)} %
                    </td>
                    <td className="number">{correlation === undefined ? '–' : formatNumber(correlation, 2)}</td>
                    <td className="number">{runs}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <p className="quiet">
            Each member is looked at alone, over ranks: Spearman’s correlation squared for numbers, the correlation
            ratio for words. Members that always change together cannot be told apart. Brown: the metric falls as the
            member grows.
          </p>
        </section>
      )}
    </>
  )
}
