import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { compareQuery } from '../api/queries.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatCount } from '../format/quantities.ts'
import { Empty, Loaded } from '../parts/states.tsx'
import { useTitle } from '../parts/use-title.ts'
import { MediaBoard } from './media-board.tsx'

/** Media of several runs side by side. */
export function MediaView() {
  const ids = useUrlState().list('run')
  const query = useQuery(compareQuery(ids))
  useTitle('Media')
  if (ids.length === 0)
    return (
      <Empty title="No runs are chosen">
        <p>
          Tick runs in the <Link href="/runs">list of runs</Link>, then choose “Media”.
        </p>
      </Empty>
    )
  return (
    <>
      <div className="page-head">
        <h1>Media</h1>
        <span className="quiet">{formatCount(ids.length, 'run')}</span>
      </div>
      <Loaded query={query} what="the chosen runs">
        {({ runs }) => <MediaBoard runs={runs} />}
      </Loaded>
    </>
  )
}
