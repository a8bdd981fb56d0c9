import { useQuery } from '@tanstack/react-query'
import { artifactsQuery } from '../api/queries.ts'
import { useUrlState } from '../app/url-state.ts'
import { formatCount } from '../format/quantities.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { useTitle } from '../parts/use-title.ts'
import { ArtifactTable } from './artifact-table.tsx'
import { NoArtifacts } from './no-artifacts.tsx'
import { presentVersions } from './present-versions.ts'

const TYPES = [
  'model',
  'checkpoint',
  'weights',
  'dataset',
  'sample',
  'image',
  'audio',
  'video',
  'visualization',
  'report',
  'config',
  'code',
  'custom',
]
const MOST_SHOWN = 500

/** Artifacts of all runs, the newest version first. */
export function ArtifactsView() {
  useTitle('Artifacts')
  const url = useUrlState()
  const text = url.text('q')
  const type = url.text('type')
  const isSearch = text !== undefined || type !== undefined
  const query = useQuery(
    artifactsQuery({ ...(text !== undefined && { text }), ...(type !== undefined && { type }), limit: MOST_SHOWN }),
  )
  return (
    <>
      <div className="page-head">
        <h1>Artifacts</h1>
      </div>
      <div className="toolbar">
        <SearchField
          label="Search names, descriptions, aliases"
          value={text}
          width={300}
          onChange={q => url.change({ q }, { replace: true })}
        />
        <label className="labelled">
          Type
          <select className="input" value={type ?? ''} onChange={event => url.change({ type: event.target.value })}>
            <option value="">all</option>
            {TYPES.map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        {query.data && <span className="quiet">{formatCount(presentVersions(query.data.rows).length, 'version')}</span>}
      </div>
      <Loaded query={query} what="artifacts">
        {({ rows, total }) =>
          rows.length === 0 ? (
            isSearch ? (
              <Empty title="No artifact fits the search" />
            ) : (
              <NoArtifacts />
            )
          ) : (
            <>
              <ArtifactTable artifacts={rows} namesRuns />
              {total > rows.length && (
                <p className="quiet">The newest {MOST_SHOWN} are shown. A search finds the others.</p>
              )}
            </>
          )
        }
      </Loaded>
    </>
  )
}
