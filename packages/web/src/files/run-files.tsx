import { useQueries, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { artifactFilesQuery, artifactsQuery, mediaQuery } from '../api/queries.ts'
import type { ArtifactEntry, ArtifactRow } from '../api/wire.ts'
import { useUrlState } from '../app/url-state.ts'
import { artifactAddress } from '../artifacts/artifact-address.ts'
import { formatBytes, formatCount } from '../format/quantities.ts'
import { SearchField } from '../parts/search-field.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import type { RunPartProps } from '../run/run-view.tsx'
import { FileRow } from './file-row.tsx'
import { mediaFiles } from './media-files.ts'

/** More files than anybody reads; a search narrows them down. */
const MOST_SHOWN = 200
const MOST_MEDIA = 1000

/** Every file that the run stored: those of its artifacts, then the bytes of its media. */
export function RunFiles({ detail: { run } }: RunPartProps) {
  const artifacts = useQuery(artifactsQuery({ runs: [run.id], limit: 1000 }))
  const media = useQuery(mediaQuery({ runs: [run.id], limit: MOST_MEDIA }))
  const url = useUrlState()
  const search = url.text('q') ?? ''
  return (
    <Loaded query={artifacts} what="files">
      {({ rows }) => {
        const mediaEntries = mediaFiles(media.data?.rows ?? [])
        if (rows.length === 0 && mediaEntries.length === 0) return <NoFiles />
        return (
          <>
            <div className="toolbar">
              <SearchField label="Search paths" value={search} onChange={q => url.change({ q }, { replace: true })} />
            </div>
            <ArtifactFiles artifacts={rows} search={search} />
            <FileGroup title="Media" entries={mediaEntries} search={search} />
          </>
        )
      }}
    </Loaded>
  )
}

function NoFiles() {
  return (
    <Empty title="No files yet">
      <p>Artifacts and media that the run logs are listed here, to be downloaded one by one.</p>
    </Empty>
  )
}

/** A version may have been logged several times; its files are the same. */
function ArtifactFiles({ artifacts, search }: { artifacts: readonly ArtifactRow[]; search: string }) {
  const versions = [...new Map(artifacts.map(artifact => [`${artifact.name}:${artifact.version}`, artifact])).values()]
  const answers = useQueries({ queries: versions.map(({ manifest }) => artifactFilesQuery(manifest.sha256)) })
  return versions.map((artifact, index) => {
    const title = `${artifact.name}:${artifact.version}`
    return (
      <FileGroup
        key={title}
        title={title}
        address={artifactAddress(artifact)}
        entries={answers[index]?.data?.rows ?? []}
        search={search}
      />
    )
  })
}

interface FileGroupProps {
  title: string
  address?: string
  entries: readonly ArtifactEntry[]
  search: string
}

function FileGroup({ title, address, entries, search }: FileGroupProps) {
  const words = search.trim().toLowerCase()
  const found = entries.filter(({ path }) => path.toLowerCase().includes(words))
  if (found.length === 0) return null
  const bytes = found.reduce((sum, { size }) => sum + size, 0)
  return (
    <section className="card">
      <header>
        <h2>{address === undefined ? title : <Link href={address}>{title}</Link>}</h2>
        <span className="quiet">
          {formatCount(found.length, 'file')}, {formatBytes(bytes)}
        </span>
      </header>
      <div className="scroll-x" tabIndex={0} role="region" aria-label={`Files of ${title}`}>
        <table className="plain-table file-table">
          <tbody>
            {found.slice(0, MOST_SHOWN).map(entry => (
              <FileRow key={entry.path} entry={entry} />
            ))}
          </tbody>
        </table>
        {found.length > MOST_SHOWN && (
          <p className="quiet card-body">and {found.length - MOST_SHOWN} more; a search narrows them down</p>
        )}
      </div>
    </section>
  )
}
