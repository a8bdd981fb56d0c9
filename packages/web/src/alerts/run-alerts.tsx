import { useQuery } from '@tanstack/react-query'
import { alertsQuery } from '../api/queries.ts'
import { Empty, Loaded } from '../parts/states.tsx'
import type { RunPartProps } from '../run/run-view.tsx'
import { AlertList } from './alert-list.tsx'

export function RunAlerts({ detail: { run } }: RunPartProps) {
  const query = useQuery(alertsQuery([run.id]))
  return (
    <Loaded query={query} what="alerts">
      {({ rows }) => (rows.length === 0 ? <NoAlerts /> : <AlertList alerts={rows} namesRuns={false} />)}
    </Loaded>
  )
}

export function NoAlerts() {
  return (
    <Empty title="No alerts">
      <p>A run raises one when something deserves a look:</p>
      <pre>{"run.alert('The loss went up', { text: 'from 0.2 to 0.9', level: 'warning' })"}</pre>
    </Empty>
  )
}
