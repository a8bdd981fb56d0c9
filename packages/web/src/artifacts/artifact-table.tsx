import { Link } from 'wouter'
import type { ArtifactRow } from '../api/wire.ts'
import { formatAgo, formatBytes, formatMoment } from '../format/quantities.ts'
import { RunName } from '../parts/run-name.tsx'
import { artifactAddress } from './artifact-address.ts'
import { presentVersions } from './present-versions.ts'

export function ArtifactTable({ artifacts, namesRuns }: { artifacts: readonly ArtifactRow[]; namesRuns: boolean }) {
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Artifacts">
      <table className="plain-table">
        <thead>
          <tr>
            <th>Name</th>
            <th>Version</th>
            <th>Type</th>
            <th>Aliases</th>
            <th className="number">Size</th>
            <th className="number">Files</th>
            <th>Logged</th>
            {namesRuns && <th>By</th>}
          </tr>
        </thead>
        <tbody>
          {presentVersions(artifacts).map(artifact => (
            <tr key={`${artifact.project} ${artifact.name} ${artifact.version}`}>
              <td>
                <Link href={artifactAddress(artifact)}>{artifact.name}</Link>
              </td>
              <td>{artifact.version}</td>
              <td>{artifact.type}</td>
              <td>
                <span className="tags">
                  {artifact.aliases.map(alias => (
                    <span key={alias} className="badge">
                      {alias}
                    </span>
                  ))}
                </span>
              </td>
              <td className="number">{formatBytes(artifact.size)}</td>
              <td className="number">{artifact.files}</td>
              <td title={formatMoment(artifact.time)}>{formatAgo(artifact.time, Date.now())}</td>
              {namesRuns && (
                <td>
                  <Link href={`/runs/${artifact.runId}`}>
                    <RunName id={artifact.runId} />
                  </Link>
                  {artifact.runs.length > 1 && <span className="quiet"> and {artifact.runs.length - 1} more</span>}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
