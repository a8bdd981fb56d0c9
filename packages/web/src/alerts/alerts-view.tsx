import { useQuery } from '@tanstack/react-query'
import { alertsQuery } from '../api/queries.ts'
import { useUrlState } from '../app/url-state.ts'
import { Empty, Loaded } from '../parts/states.tsx'
import { useTitle } from '../parts/use-title.ts'
import { AlertList } from './alert-list.tsx'
import { NoAlerts } from './run-alerts.tsx'

/** Alerts of all runs, the newest first. */
export function AlertsView() {
  useTitle('Alerts')
  const url = useUrlState()
  const level = url.text('level')
  const query = useQuery(alertsQuery())
  return (
    <>
      <div className="page-head">
        <h1>Alerts</h1>
        <label className="labelled">
          Level
          <select className="input" value={level ?? ''} onChange={event => url.change({ level: event.target.value })}>
            <option value="">all</option>
            <option>info</option>
            <option>warning</option>
            <option>error</option>
          </select>
        </label>
      </div>
      <Loaded query={query} what="alerts">
        {({ rows }) => {
          const found = rows.filter(row => level === undefined || row.level === level)
          if (rows.length === 0) return <NoAlerts />
          if (found.length === 0) return <Empty title={`No alerts of level ${level}`} />
          return <AlertList alerts={found} namesRuns />
        }}
      </Loaded>
    </>
  )
}
