import { Download } from 'lucide-react'
import { blobAddress } from '../api/hub.ts'
import type { ArtifactEntry } from '../api/wire.ts'
import { formatBytes } from '../format/quantities.ts'

/** A file by its path, to be downloaded, or the address of one that lies elsewhere. */
export function FileRow({ entry }: { entry: ArtifactEntry }) {
  const name = entry.path.split('/').at(-1) ?? entry.path
  return (
    <tr>
      <td className="mono">{entry.path}</td>
      <td className="number">{formatBytes(entry.size)}</td>
      <td>
        {entry.blob ? (
          <a href={blobAddress({ sha256: entry.blob.sha256 }, name)} aria-label={`Download ${entry.path}`}>
            <Download size={14} />
          </a>
        ) : (
          <span className="quiet mono">{entry.reference}</span>
        )}
      </td>
    </tr>
  )
}
