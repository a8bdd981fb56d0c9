import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Link } from 'wouter'
import { artifactFilesQuery, artifactsQuery } from '../api/queries.ts'
import type { ArtifactRow } from '../api/wire.ts'
import { formatBytes, formatCount, formatMoment } from '../format/quantities.ts'
import { JsonTree } from '../parts/json-tree.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { useTitle } from '../parts/use-title.ts'
import { artifactAddress } from './artifact-address.ts'
import { FileRow } from '../files/file-row.tsx'
import { Lineage } from './lineage.tsx'
import { presentVersions, type PresentVersion } from './present-versions.ts'

interface ArtifactViewProps {
  project: string
  name: string
  version?: string | undefined
}

/** One version of an artifact: its files, the other versions, where it came from and who used it. */
export function ArtifactView({ project, name, version }: ArtifactViewProps) {
  useTitle(name)
  const query = useQuery(artifactsQuery({ project, name, limit: 1000 }))
  return (
    <Loaded query={query} what="the artifact">
      {answer => {
        const rows = presentVersions(answer.rows)
        const shown =
          version === undefined ? rows[0] : rows.find(row => row.version === version || row.aliases.includes(version))
        if (!shown)
          return (
            <Empty title={`There is no ${name}${version === undefined ? '' : `:${version}`} in ${project}`}>
              <Link href="/artifacts">All artifacts</Link>
            </Empty>
          )
        return <Version artifact={shown} versions={rows} />
      }}
    </Loaded>
  )
}

function Version({ artifact, versions }: { artifact: PresentVersion; versions: readonly PresentVersion[] }) {
  const { project, name, version } = artifact
  return (
    <>
      <div className="page-head">
        <Link href="/artifacts">Artifacts</Link>
        <span className="quiet">/</span>
        <h1>{name}</h1>
        <nav className="toolbar" aria-label="Versions">
          {versions.map(other => (
            <Link
              key={other.version}
              className="badge"
              href={artifactAddress(other)}
              aria-current={other === artifact ? 'page' : undefined}
            >
              {other.version}
              {other.aliases.length > 0 && ` (${other.aliases.join(', ')})`}
            </Link>
          ))}
        </nav>
      </div>
      <div className="cards">
        <section className="card">
          <header>
            <h2>
              {name}:{version}
            </h2>
          </header>
          <div className="card-body">
            {artifact.description && <p className="lead">{artifact.description}</p>}
            <dl className="pairs">
              <dt>Type</dt>
              <dd>{artifact.type}</dd>
              <dt>Size</dt>
              <dd>
                {formatBytes(artifact.size)} in {formatCount(artifact.files, 'file')}
              </dd>
              <dt>Logged</dt>
              <dd>
                {formatMoment(artifact.time)} by{' '}
                {artifact.runs.map((run, index) => (
                  <Fragment key={run}>
                    {index > 0 && ', '}
                    <Link href={`/runs/${run}`}>{run}</Link>
                  </Fragment>
                ))}
              </dd>
              <dt>Digest</dt>
              <dd className="mono">{artifact.digest}</dd>
              {artifact.metadata && (
                <>
                  <dt>Metadata</dt>
                  <dd>
                    <JsonTree value={artifact.metadata} />
                  </dd>
                </>
              )}
            </dl>
          </div>
        </section>
        <Files artifact={artifact} />
      </div>
      <Lineage node={`artifact:${project}/${name}:${version}`} />
    </>
  )
}

function Files({ artifact }: { artifact: ArtifactRow }) {
  const query = useQuery(artifactFilesQuery(artifact.manifest.sha256))
  return (
    <section className="card">
      <header>
        <h2>Files</h2>
      </header>
      <Loaded query={query} what="the files">
        {({ rows, total }) => (
          <div className="scroll-x" tabIndex={0} role="region" aria-label="Files">
            <table className="plain-table file-table">
              <tbody>
                {rows.map(entry => (
                  <FileRow key={entry.path} entry={entry} />
                ))}
              </tbody>
            </table>
            {total > rows.length && <p className="quiet card-body">and {total - rows.length} more</p>}
          </div>
        )}
      </Loaded>
    </section>
  )
}
