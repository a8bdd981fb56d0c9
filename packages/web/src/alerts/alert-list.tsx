import { Link } from 'wouter'
import type { AlertRow } from '../api/wire.ts'
import { formatAgo, formatMoment } from '../format/quantities.ts'
import { RunName } from '../parts/run-name.tsx'
import '../styles/alerts.css'

const TONES = { info: 'live', warning: 'warn', error: 'bad' }

export function AlertList({ alerts, namesRuns }: { alerts: readonly AlertRow[]; namesRuns: boolean }) {
  return (
    <ul className="alerts">
      {alerts.map((alert, index) => (
        <li key={`${alert.runId} ${alert.time} ${index}`} className="card card-body">
          <div className="toolbar">
            <span className="badge" data-tone={TONES[alert.level] === 'live' ? undefined : TONES[alert.level]}>
              {alert.level}
            </span>
            <strong>{alert.title}</strong>
            <span className="spring" />
            {namesRuns && (
              <Link href={`/runs/${alert.runId}`}>
                <RunName id={alert.runId} />
              </Link>
            )}
            {alert.step !== undefined && <span className="quiet">step {alert.step}</span>}
            <span className="quiet" title={formatMoment(alert.time)}>
              {formatAgo(alert.time, Date.now())}
            </span>
          </div>
          {alert.text && <p className="alert-text">{alert.text}</p>}
        </li>
      ))}
    </ul>
  )
}
